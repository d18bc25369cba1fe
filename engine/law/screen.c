#include "engine/law/screen.h"

#include <assert.h>

#include "engine/law/lanes.h"

struct vd_screen {
    const vd_program *program;
    bool *in_blocks; /* by rule */
    size_t block_rules;
};

/* What a rule has come to in each lane of a block. In none of the masks: "no". */
typedef struct block_answer {
    uint64_t yes;
    uint64_t unknown;
    uint64_t out;         /* it does not apply */
    uint64_t ask;         /* the single path must tell */
    const int32_t *turns; /* by lane; NULL: never */
    uint8_t verdicts[VD_LANES];
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

/* The turns of the lanes come no later than those of what was looked at, there. */
VD_WIDE static void bring_forward(vd_block *block, const vd_lanes *lanes, uint64_t where,
                                  block_answer *answer)
{
    int32_t *turns;

    if (!lanes->turns || !where)
        return;
    turns = vd_arena_room(block->arena, VD_LANES, sizeof *turns);
    for (uint32_t i = 0; turns && i < VD_LANES; i++) {
        int32_t now = answer->turns ? answer->turns[i] : VD_NEVER_TURNS;
        int32_t one = where >> i & 1 ? lanes->turns[i] : VD_NEVER_TURNS;

        turns[i] = one < now ? one : now;
    }
    answer->turns = turns;
}

/* Requirements and bars in their order: the first that fails for sure binds, and what comes behind
 * it is not looked at. */
static void screen_benefit(vd_block *block, const vd_version *version, uint64_t alive,
                           block_answer *answer)
{
    uint64_t maybe = 0;

    for (size_t i = 0; i < version->item_count && alive; i++) {
        const vd_item *item = &version->items[i];
        vd_lanes lanes = vd_lanes_hold(block, item->expr);
        uint64_t fails = item->bar ? lanes.yes : ~(lanes.yes | lanes.maybe | lanes.ask);

        answer->ask |= lanes.ask & alive;
        bring_forward(block, &lanes, alive, answer);
        maybe |= lanes.maybe & alive;
        alive &= ~fails;
    }
    answer->unknown = alive & maybe;
    answer->yes = alive & ~maybe;
}

/* As vd_guideline_outcome: "done" is said as long as nothing says "not called for" instead. */
static void screen_guideline(vd_block *block, const vd_version *version, uint64_t alive,
                             block_answer *answer)
{
    vd_lanes trigger = vd_lanes_hold(block, version->fields[VD_FIELD_TRIGGER]);
    vd_lanes done = vd_lanes_hold(block, version->fields[VD_FIELD_DONE]);
    uint64_t called_for = alive & (trigger.yes | trigger.maybe | trigger.ask);

    answer->ask |= (trigger.ask & alive) | (done.ask & called_for);
    bring_forward(block, &trigger, alive, answer);
    bring_forward(block, &done, called_for, answer);
    answer->unknown = called_for & trigger.maybe & ~done.yes;
    answer->yes = called_for & trigger.yes & ~done.yes;
}

/* Eight bits, each in a byte of its own, the lowest first in memory. */
static uint64_t in_bytes(uint64_t bits)
{
    uint64_t bytes = (bits & 0xff) * UINT64_C(0x0101010101010101) & UINT64_C(0x8040201008040201);

    bytes = (bytes + UINT64_C(0x7f7f7f7f7f7f7f7f)) >> 7 & UINT64_C(0x0101010101010101);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

_Static_assert(VD_YES == 0 && VD_NO == 1 && VD_UNKNOWN_STATUS == 2 && VD_NOT_APPLICABLE == 3,
               "a verdict is spelt with two bits");

VD_WIDE static void spell_out(block_answer *answer)
{
    uint64_t low = ~(answer->yes | answer->unknown), high = answer->unknown | answer->out;

    for (uint32_t i = 0; i < VD_LANES; i += 8) {
        uint64_t bytes = in_bytes(low >> i) | in_bytes(high >> i) << 1;

        memcpy(answer->verdicts + i, &bytes, sizeof bytes);
    }
}

static void screen_rule(vd_block *block, const vd_rule *rule, block_answer *answer)
{
    vd_lanes applies = {.yes = block->all};

    if (rule->applies)
        applies = vd_lanes_hold(block, rule->applies);
    *answer = (block_answer){.out = block->all & ~(applies.yes | applies.maybe | applies.ask),
                             .ask = applies.ask};
    bring_forward(block, &applies, block->all, answer);
    if (applies.yes && rule->kind == VD_BENEFIT)
        screen_benefit(block, rule->versions, applies.yes, answer);
    else if (applies.yes)
        screen_guideline(block, rule->versions, applies.yes, answer);
    /* Whether it applies is asked for, whatever it would say. */
    answer->unknown |= applies.maybe;
    spell_out(answer);
}

/* A rule that is law for the case, and whose answer it is. */
typedef struct step {
    uint32_t rule;
    uint32_t block; /* among the answers of the block; VD_NONE: the single path tells */
} step;

/* One call at work. */
typedef struct screener {
    const vd_screen *screen;
    vd_arena *arena;
    vd_arena *scratch;
    vd_instant at;
    vd_block block;
    const vd_zone *zone; /* of the block's days */
    vd_slots slots[VD_LANES];
    block_answer *answers;
    const step *steps; /* for the cases of known_pack */
    size_t step_count;
    size_t single_steps;
    uint32_t known_pack;
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
                   .slots = s->slots,
                   .count = count,
                   .all = count == VD_LANES ? UINT64_MAX : (UINT64_C(1) << count) - 1,
                   .today = frame.today,
                   .columns = VD_NEW_ARRAY(s->scratch, vd_column *, program->fact_count),
                   .definitions = VD_NEW_ARRAY(s->scratch, vd_lanes *, program->definition_count),
                   .frame = &frame};
    s->answers = vd_arena_room(s->scratch, s->screen->block_rules, sizeof *s->answers);
    if (!s->block.columns || !s->block.definitions || !s->answers)
        return exhausted(s);
    for (uint32_t i = 0; i < VD_LANES; i++)
        s->slots[i] = cases[i < count ? i : 0]->slots;
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

/* One rule of one lane that its block cannot tell. */
VD_MUST_USE static vd_status take_single(screener *s, const vd_case *subject, vd_screened *item)
{
    const vd_assessment *single;
    vd_status status = ask_singly(s, subject, item->rule, &single);

    if (status)
        return status;
    item->status = single->items[0].status;
    item->valid_until = single->items[0].valid_until;
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

/* Finds out which rules are law for the case: the same for all of a pack. False: no memory. */
static bool find_steps(screener *s, const vd_case *subject)
{
    const vd_program *program = s->screen->program;
    uint32_t block = 0;
    step *steps;

    if (s->steps && s->known_pack == subject->pack)
        return true;
    steps = vd_arena_room(s->arena, program->rule_count, sizeof *steps);
    if (!steps)
        return false;
    s->steps = steps;
    s->known_pack = subject->pack;
    s->step_count = s->single_steps = 0;
    for (uint32_t rule = 0; rule < program->rule_count; rule++) {
        bool in_block = s->screen->in_blocks[rule];

        if (vd_case_knows(program, subject, &program->rules[rule])) {
            steps[s->step_count++] = (step){rule, in_block ? block : VD_NONE};
            s->single_steps += !in_block;
        }
        block += in_block;
    }
    return true;
}

/* How many answers the case has: one for each rule told in blocks. */
static size_t count_answers(const screener *s, const vd_case *subject)
{
    size_t count = s->step_count - s->single_steps;

    for (size_t i = 0; s->single_steps > 0 && i < s->step_count; i++)
        if (s->steps[i].block == VD_NONE)
            count += vd_answers_to(s->screen->program, subject, s->steps[i].rule);
    return count;
}

/* All rules of one lane, in their order. */
static vd_status merge_lane(screener *s, uint32_t lane, vd_screening *ret_screening)
{
    const vd_program *program = s->screen->program;
    const vd_case *subject = s->block.cases[lane];
    const bool elsewhere = subject->zone != s->zone;
    const vd_assessment *singles = NULL;
    size_t next_single = 0;
    vd_screened *item;
    vd_status status;

    if (!find_steps(s, subject))
        return exhausted(s);
    item = vd_arena_room(s->arena, count_answers(s, subject), sizeof *item);
    if (!item)
        return exhausted(s);
    if (s->single_steps > 0 && (status = ask_singly(s, subject, VD_NONE, &singles)))
        return status;
    ret_screening->items = item;
    for (const step *at = s->steps, *end = at + s->step_count; at < end; at++) {
        const block_answer *answer;

        if (at->block == VD_NONE) {
            size_t count = vd_answers_to(program, subject, at->rule);

            assert(singles); /* asked above */
            item += take_singles(subject, at->rule, &program->rules[at->rule],
                                 &singles->items[next_single], count, item);
            next_single += count;
            continue;
        }
        answer = &s->answers[at->block];
        item->rule = at->rule;
        item->instance = VD_NONE;
        item->status = (vd_verdict)answer->verdicts[lane];
        item->valid_until = answer->turns ? until_of(s, answer->turns[lane]) : VD_FOREVER;
        if ((elsewhere || (answer->ask >> lane & 1)) && (status = take_single(s, subject, item)))
            return status;
        item++;
    }
    ret_screening->count = (size_t)(item - ret_screening->items);
    return VD_OK;
}

/* What a block says of one rule, for its cases in their order, `stride` items apart. */
VD_WIDE static void copy_answer(const screener *s, uint32_t rule, const block_answer *answer,
                                size_t stride, vd_screened *items)
{
    for (uint32_t lane = 0; lane < s->block.count; lane++)
        items[lane * stride] = (vd_screened){
            .rule = rule,
            .instance = VD_NONE,
            .status = (vd_verdict)answer->verdicts[lane],
            .valid_until = answer->turns ? until_of(s, answer->turns[lane]) : VD_FOREVER};
}

/* Where all rules are told in blocks, those of all the cases at once. */
static vd_status merge_plain(screener *s, uint64_t elsewhere, vd_screening *ret_screenings)
{
    vd_screened *items = vd_arena_room(s->arena, s->block.count * s->step_count, sizeof *items);
    vd_status status;

    if (!items)
        return exhausted(s);
    for (size_t i = 0; i < s->step_count; i++) {
        const block_answer *answer = &s->answers[s->steps[i].block];
        uint64_t left = (answer->ask | elsewhere) & s->block.all;

        copy_answer(s, s->steps[i].rule, answer, s->step_count, items + i);
        for (; left; left &= left - 1) {
            size_t lane = (size_t)__builtin_ctzll(left);
            vd_arena_mark mark = vd_arena_here(s->scratch);

            status = take_single(s, s->block.cases[lane], &items[lane * s->step_count + i]);
            if (status)
                return status;
            vd_arena_rewind(s->scratch, mark);
        }
    }
    for (uint32_t lane = 0; lane < s->block.count; lane++)
        ret_screenings[lane] = (vd_screening){s->step_count, items + lane * s->step_count};
    return VD_OK;
}

/* Each case by itself. */
static vd_status merge_each(screener *s, vd_screening *ret_screenings)
{
    vd_arena_mark mark = vd_arena_here(s->scratch);
    vd_status status = VD_OK;

    for (uint32_t lane = 0; lane < s->block.count && status == VD_OK; lane++) {
        status = merge_lane(s, lane, &ret_screenings[lane]);
        vd_arena_rewind(s->scratch, mark);
    }
    return status;
}

static vd_status screen_block(screener *s, const vd_case *const *cases, uint32_t count,
                              vd_screening *ret_screenings)
{
    uint64_t elsewhere = 0;
    bool same_law = true;
    vd_status status;

    vd_arena_reset(s->scratch);
    s->zone = cases[0]->zone;
    status = answer_in_blocks(s, cases, count);
    if (status)
        return status;
    if (!find_steps(s, cases[0]))
        return exhausted(s);
    for (uint32_t lane = 0; lane < count; lane++) {
        elsewhere |= (uint64_t)(cases[lane]->zone != s->zone) << lane;
        same_law = same_law && cases[lane]->pack == cases[0]->pack;
    }
    return same_law && s->single_steps == 0 ? merge_plain(s, elsewhere, ret_screenings)
                                            : merge_each(s, ret_screenings);
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
