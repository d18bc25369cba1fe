#include "engine/law/screen.h"

#include <assert.h>

#include "engine/law/lanes.h"

struct vd_screen {
    const vd_program *program;
    bool *in_blocks; /* by rule */
    size_t block_rules;
};

/* What blocks have come to, by rule of `in_blocks`. */
typedef struct block_answer {
    uint64_t ask; /* lanes that the single path must tell */
    uint8_t status[VD_LANES];
    int32_t turns[VD_LANES];
} block_answer;

/* Whether a version is all conditions, and whatever happens the one that applies. */
static bool is_plain(const vd_program *program, const vd_rule *rule)
{
    const vd_version *version = rule->versions;

    if (rule->version_count != 1 || version->when.count > 0 || version->condition ||
        version->exception_count > 0 || version->reading_count > 0 || rule->best_of)
        return false;
    for (size_t i = 0; i < version->item_count; i++)
        if (!vd_lanes_can(program, version->items[i].expr))
            return false;
    if (rule->kind == VD_BENEFIT)
        return true;
    return !version->fields[VD_FIELD_START] &&
           vd_lanes_can(program, version->fields[VD_FIELD_TRIGGER]) &&
           vd_lanes_can(program, version->fields[VD_FIELD_DONE]);
}

static bool goes_in_blocks(const vd_program *program, const vd_rule *rule)
{
    return rule->kind != VD_DEADLINE && rule->record == 0 && rule->automated &&
           (!rule->applies || vd_lanes_can(program, rule->applies)) && is_plain(program, rule);
}

const vd_screen *vd_screen_of(vd_arena *arena, const vd_program *program)
{
    vd_screen *screen = VD_NEW(arena, vd_screen);
    bool *in_blocks = VD_NEW_ARRAY(arena, bool, program->rule_count);

    if (!screen || !in_blocks)
        return NULL;
    *screen = (vd_screen){.program = program, .in_blocks = in_blocks};
    for (size_t i = 0; i < program->rule_count; i++) {
        in_blocks[i] = goes_in_blocks(program, &program->rules[i]);
        screen->block_rules += in_blocks[i];
    }
    return screen;
}

size_t vd_screen_block_rules(const vd_screen *screen)
{
    return screen->block_rules;
}

/* The turns of the lanes come no later than those of what was looked at. */
static void bring_forward(const vd_block *block, const vd_lanes *lanes, uint64_t where,
                          int32_t *turns)
{
    for (uint32_t i = 0; lanes->turns && i < block->count; i++)
        if ((where >> i & 1) && lanes->turns[i] < turns[i])
            turns[i] = lanes->turns[i];
}

static void set_status(uint64_t where, vd_verdict status, block_answer *answer)
{
    if (where == UINT64_MAX) {
        memset(answer->status, status, sizeof answer->status);
        return;
    }
    for (; where; where &= where - 1)
        answer->status[__builtin_ctzll(where)] = (uint8_t)status;
}

/* Requirements and bars in their order: the first that fails for sure binds, and what comes behind
 * it is not looked at. */
static void screen_benefit(vd_block *block, const vd_version *version, block_answer *answer)
{
    uint64_t alive = block->all, maybe = 0;

    for (size_t i = 0; i < version->item_count && alive; i++) {
        const vd_item *item = &version->items[i];
        vd_lanes lanes = vd_lanes_hold(block, item->expr);
        uint64_t fails = item->bar ? lanes.yes : ~(lanes.yes | lanes.maybe | lanes.ask);

        answer->ask |= lanes.ask & alive;
        bring_forward(block, &lanes, alive, answer->turns);
        maybe |= lanes.maybe & alive;
        set_status(fails & alive, VD_NO, answer);
        alive &= ~fails;
    }
    set_status(alive & maybe, VD_UNKNOWN_STATUS, answer);
    set_status(alive & ~maybe, VD_YES, answer);
}

/* As vd_guideline_outcome: "done" is said as long as nothing says "not called for" instead. */
static void screen_guideline(vd_block *block, const vd_version *version, block_answer *answer)
{
    vd_lanes trigger = vd_lanes_hold(block, version->fields[VD_FIELD_TRIGGER]);
    vd_lanes done = vd_lanes_hold(block, version->fields[VD_FIELD_DONE]);
    uint64_t called_for = trigger.yes | trigger.maybe | trigger.ask;

    answer->ask |= trigger.ask | (done.ask & called_for);
    bring_forward(block, &trigger, block->all, answer->turns);
    bring_forward(block, &done, called_for, answer->turns);
    set_status(block->all & ~called_for, VD_NO, answer);
    set_status(called_for & done.yes, VD_NO, answer);
    set_status(trigger.maybe & ~done.yes, VD_UNKNOWN_STATUS, answer);
    set_status(trigger.yes & ~done.yes, VD_YES, answer);
}

static void screen_rule(vd_block *block, const vd_rule *rule, block_answer *answer)
{
    vd_lanes applies = {.yes = block->all};
    uint64_t out;

    answer->ask = 0;
    for (uint32_t i = 0; i < VD_LANES; i++)
        answer->turns[i] = VD_NEVER_TURNS;
    if (rule->applies)
        applies = vd_lanes_hold(block, rule->applies);
    out = block->all & ~(applies.yes | applies.maybe | applies.ask);
    if (out != block->all && rule->kind == VD_BENEFIT)
        screen_benefit(block, rule->versions, answer);
    else if (out != block->all)
        screen_guideline(block, rule->versions, answer);
    for (uint64_t left = out; left; left &= left - 1)
        answer->turns[__builtin_ctzll(left)] = VD_NEVER_TURNS;
    answer->ask = (answer->ask & ~out) | applies.ask;
    bring_forward(block, &applies, block->all, answer->turns);
    set_status(out, VD_NOT_APPLICABLE, answer);
    /* Whether it applies is asked for, whatever it would say. */
    set_status(applies.maybe, VD_UNKNOWN_STATUS, answer);
}

/* One call at work. */
typedef struct screener {
    const vd_screen *screen;
    vd_arena *arena;
    vd_arena *scratch;
    vd_instant at;
    vd_block block;
    const vd_zone *zone; /* of the block's days */
    block_answer *answers;
    bool *knows; /* by rule, for the cases of known_pack */
    uint32_t known_pack;
    size_t known_count;
    vd_error *err;
} screener;

/* What a frame of the block is asked for beyond the facts: the case's lists. */
static vd_value load(vd_frame *frame, uint32_t ref)
{
    const vd_case *subject = frame->user;

    if (VD_REF_KIND(ref) == VD_REF_LIST)
        return subject->lists[VD_REF_INDEX(ref)];
    return vd_faulty(VD_FAULT_DOMAIN, "only the single path knows");
}

static vd_value load_field(vd_frame *frame, const void *record, uint32_t field)
{
    (void)frame;
    (void)record;
    (void)field;
    return vd_faulty(VD_FAULT_DOMAIN, "only the single path knows");
}

static vd_value call(vd_frame *frame, uint32_t ref, const vd_value *args, size_t count)
{
    (void)frame;
    (void)ref;
    (void)args;
    (void)count;
    return vd_faulty(VD_FAULT_DOMAIN, "only the single path knows");
}

VD_MUST_USE static vd_status exhausted(const screener *s)
{
    return vd_fail(s->err, VD_RESOURCE_EXHAUSTED, "The cases do not fit the memory: take fewer.");
}

static vd_status answer_in_blocks(screener *s, const vd_case *const *cases, uint32_t count)
{
    const vd_program *program = s->screen->program;
    vd_frame frame = {.arena = s->scratch,
                      .at = s->at,
                      .today = vd_zone_date(s->zone, s->at),
                      .zone = s->zone,
                      .zones = program->zones,
                      .first_slot = VD_REF(VD_REF_FACT, 0),
                      .slot_count = (uint32_t)program->fact_count,
                      .load = load,
                      .field = load_field,
                      .call = call};

    s->block =
        (vd_block){.arena = s->scratch,
                   .program = program,
                   .cases = cases,
                   .count = count,
                   .all = count == VD_LANES ? UINT64_MAX : (UINT64_C(1) << count) - 1,
                   .today = frame.today,
                   .columns = VD_NEW_ARRAY(s->scratch, vd_column *, program->fact_count),
                   .definitions = VD_NEW_ARRAY(s->scratch, vd_lanes *, program->definition_count),
                   .frame = &frame};
    s->answers = vd_arena_array(s->scratch, s->screen->block_rules, sizeof *s->answers);
    if (!s->block.columns || !s->block.definitions || !s->answers)
        return exhausted(s);
    for (size_t rule = 0, next = 0; rule < program->rule_count; rule++)
        if (s->screen->in_blocks[rule])
            screen_rule(&s->block, &program->rules[rule], &s->answers[next++]);
    return s->scratch->exhausted ? exhausted(s) : VD_OK;
}

/* The single path, for one rule or for those that do not go in blocks. */
static vd_status ask_singly(screener *s, const vd_case *subject, uint32_t rule,
                            const vd_assessment **ret_assessment)
{
    vd_question question = {.at = s->at,
                            .rule = rule,
                            .leave_out = rule == VD_NONE ? s->screen->in_blocks : NULL,
                            .dates_only_now = true};

    return vd_assess(s->scratch, s->screen->program, subject, &question, ret_assessment, s->err);
}

static vd_instant until_of(const screener *s, int32_t turns)
{
    return turns == VD_NEVER_TURNS ? VD_FOREVER : vd_zone_start_of(s->zone, s->block.today + turns);
}

/* One rule of one lane, told by its block. */
static vd_status take_answer(screener *s, uint32_t lane, uint32_t rule, const block_answer *answer,
                             vd_screened *ret_item)
{
    const vd_case *subject = s->block.cases[lane];
    const vd_assessment *single;
    vd_status status;

    *ret_item = (vd_screened){.rule = rule, .instance = VD_NONE};
    if ((answer->ask >> lane & 1) == 0 && subject->zone == s->zone) {
        ret_item->status = (vd_verdict)answer->status[lane];
        ret_item->valid_until = until_of(s, answer->turns[lane]);
        return VD_OK;
    }
    status = ask_singly(s, subject, rule, &single);
    if (status)
        return status;
    ret_item->status = single->items[0].status;
    ret_item->valid_until = single->items[0].valid_until;
    return VD_OK;
}

static size_t take_singles(const vd_case *subject, uint32_t rule, const vd_rule *record_of,
                           const vd_determination *from, size_t count, vd_screened *items)
{
    bool by_record = record_of->record != 0 && subject->records[record_of->record].count > 0;

    for (size_t i = 0; i < count; i++)
        items[i] = (vd_screened){.rule = rule,
                                 .instance = by_record ? (uint32_t)i : VD_NONE,
                                 .status = from[i].status,
                                 .valid_until = from[i].valid_until};
    return count;
}

/* Which rules are law for the case: the same for all of a pack. NULL: no memory. */
static const bool *known_to(screener *s, const vd_case *subject)
{
    const vd_program *program = s->screen->program;

    if (s->knows && s->known_pack == subject->pack)
        return s->knows;
    if (!s->knows)
        s->knows = VD_NEW_ARRAY(s->arena, bool, program->rule_count);
    if (!s->knows)
        return NULL;
    s->known_pack = subject->pack;
    s->known_count = 0;
    for (size_t rule = 0; rule < program->rule_count; rule++) {
        s->knows[rule] = vd_case_knows(program, subject, &program->rules[rule]);
        s->known_count += s->knows[rule];
    }
    return s->knows;
}

/* How many answers the case has: one for each rule told in blocks. */
static size_t count_answers(const screener *s, const vd_case *subject, const bool *knows)
{
    const vd_program *program = s->screen->program;
    size_t count = 0;

    if (s->screen->block_rules == program->rule_count)
        return s->known_count;
    for (uint32_t rule = 0; rule < program->rule_count; rule++)
        if (knows[rule])
            count += vd_answers_to(program, subject, rule);
    return count;
}

/* All rules of one lane, in their order. */
static vd_status merge_lane(screener *s, uint32_t lane, vd_screening *ret_screening)
{
    const vd_program *program = s->screen->program;
    const vd_case *subject = s->block.cases[lane];
    const vd_assessment *singles = NULL;
    const bool *knows = known_to(s, subject);
    size_t next_single = 0, next_block = 0;
    vd_status status;

    if (!knows)
        return exhausted(s);
    ret_screening->items = VD_NEW_ARRAY(s->arena, vd_screened, count_answers(s, subject, knows));
    ret_screening->count = 0;
    if (!ret_screening->items)
        return exhausted(s);
    if (s->screen->block_rules < program->rule_count &&
        (status = ask_singly(s, subject, VD_NONE, &singles)))
        return status;
    for (uint32_t rule = 0; rule < program->rule_count; rule++) {
        vd_screened *item = &ret_screening->items[ret_screening->count];
        const block_answer *answer = &s->answers[next_block];
        size_t answers = 1;

        next_block += s->screen->in_blocks[rule];
        if (!knows[rule])
            continue;
        if (s->screen->in_blocks[rule]) {
            if ((status = take_answer(s, lane, rule, answer, item)))
                return status;
        } else {
            assert(singles); /* a rule that is not in blocks was asked above */
            answers = vd_answers_to(program, subject, rule);
            next_single += take_singles(subject, rule, &program->rules[rule],
                                        &singles->items[next_single], answers, item);
        }
        ret_screening->count += answers;
    }
    return VD_OK;
}

static vd_status screen_block(screener *s, const vd_case *const *cases, uint32_t count,
                              vd_screening *ret_screenings)
{
    vd_arena_mark mark;
    vd_status status;

    vd_arena_reset(s->scratch);
    s->zone = cases[0]->zone;
    status = answer_in_blocks(s, cases, count);
    mark = vd_arena_here(s->scratch);
    for (uint32_t lane = 0; lane < count && status == VD_OK; lane++) {
        status = merge_lane(s, lane, &ret_screenings[lane]);
        vd_arena_rewind(s->scratch, mark);
    }
    return status;
}

vd_status vd_screen_cases(vd_arena *arena, vd_arena *scratch, const vd_screen *screen,
                          const vd_case *const *cases, size_t count, vd_instant at,
                          vd_screening *ret_screenings, vd_error *err)
{
    screener s = {.screen = screen, .arena = arena, .scratch = scratch, .at = at, .err = err};
    vd_status status = VD_OK;

    if (!vd_can_be_asked(at))
        return vd_fail(err, VD_OUT_OF_RANGE, "Ask for an instant between the years 1 and 9000.");
    for (size_t done = 0; done < count && status == VD_OK; done += VD_LANES) {
        size_t left = count - done;

        status = screen_block(&s, cases + done, (uint32_t)(left < VD_LANES ? left : VD_LANES),
                              ret_screenings + done);
    }
    return status;
}
