/*
 * What the service says of itself: which packs serve, and whether it does.
 */
#include "server/service.h"

#include "engine/law/assess.h"

#include "valedor/v1/service.pb-c.h"

static vd_status exhausted(vd_error *err)
{
    return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Out of memory.");
}

static char *text_of(vd_arena *arena, vd_str text)
{
    return (char *)vd_arena_copy(arena, text).ptr;
}

static Valedor__V1__PackRef *ref_of(vd_arena *arena, const vd_pack *pack)
{
    Valedor__V1__PackRef *ref = VD_NEW(arena, Valedor__V1__PackRef);

    if (!ref)
        return NULL;
    valedor__v1__pack_ref__init(ref);
    ref->id = text_of(arena, pack->id);
    ref->version = text_of(arena, pack->version);
    ref->digest = text_of(arena, pack->digest);
    return ref->id && ref->version && ref->digest ? ref : NULL;
}

/* Facts belong to no pack; their ids do not say whose they are. They are counted with the first. */
static Valedor__V1__PackInfo *info_of(vd_arena *arena, const vd_program *program, uint32_t pack)
{
    Valedor__V1__PackInfo *info = VD_NEW(arena, Valedor__V1__PackInfo);

    if (!info)
        return NULL;
    valedor__v1__pack_info__init(info);
    info->ref = ref_of(arena, &program->packs[pack]);
    info->title = text_of(arena, vd_text_in(&program->packs[pack].title, VD_STR("es")));
    for (size_t i = 0; i < program->rule_count; i++)
        info->rules += program->rules[i].pack == pack;
    if (pack == 0)
        info->facts = (uint32_t)program->fact_count;
    return info->ref && info->title ? info : NULL;
}

vd_status vd_about_packs(vd_request *request, vd_error *err)
{
    const vd_program *program = request->packs->program;
    Valedor__V1__ListPacksResponse *reply = VD_NEW(request->arena, Valedor__V1__ListPacksResponse);

    if (!reply)
        return exhausted(err);
    valedor__v1__list_packs_response__init(reply);
    reply->packs = VD_NEW_ARRAY(request->arena, Valedor__V1__PackInfo *, program->pack_count);
    if (!reply->packs)
        return exhausted(err);
    for (; reply->n_packs < program->pack_count; reply->n_packs++) {
        reply->packs[reply->n_packs] = info_of(request->arena, program, (uint32_t)reply->n_packs);
        if (!reply->packs[reply->n_packs])
            return exhausted(err);
    }
    request->reply = &reply->base;
    return VD_OK;
}

vd_status vd_about_health(vd_request *request, vd_error *err)
{
    const vd_program *program = request->packs->program;
    Valedor__V1__CheckResponse *reply = VD_NEW(request->arena, Valedor__V1__CheckResponse);
    vd_status status;

    if (!reply)
        return exhausted(err);
    valedor__v1__check_response__init(reply);
    status = vd_store_count(request->service->store, VD_SPACE_CASES, &reply->cases, err);
    if (status)
        return status;
    reply->status = (char *)(atomic_load(&request->service->stopping) ? "stopping" : "serving");
    reply->version = (char *)request->service->version;
    reply->engine = (char *)VD_ENGINE_SEMANTICS;
    reply->rules = (uint32_t)program->rule_count;
    reply->packs = VD_NEW_ARRAY(request->arena, Valedor__V1__PackRef *, program->pack_count);
    if (!reply->packs)
        return exhausted(err);
    for (; reply->n_packs < program->pack_count; reply->n_packs++) {
        reply->packs[reply->n_packs] = ref_of(request->arena, &program->packs[reply->n_packs]);
        if (!reply->packs[reply->n_packs])
            return exhausted(err);
    }
    request->reply = &reply->base;
    return VD_OK;
}
