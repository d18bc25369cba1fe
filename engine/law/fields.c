#include "engine/law/program.h"

#define DEADLINE (1U << VD_DEADLINE)
#define GUIDELINE (1U << VD_GUIDELINE)
#define TERM (DEADLINE | GUIDELINE)

/* docs/rule-language.md says the same to those who write packs. */
const vd_field_info vd_rule_fields[VD_FIELD_COUNT] = {
    [VD_FIELD_START] = {"start", TERM, DEADLINE, VD_TYPE_ANY, NULL, false, {NULL}},
    [VD_FIELD_LENGTH] = {"length", TERM, DEADLINE, VD_TYPE_SPAN, NULL, false, {NULL}},
    [VD_FIELD_DISTANCE] = {"distance", TERM, 0, VD_TYPE_NUMBER, "0", false, {NULL}},
    [VD_FIELD_FIRST_DAY] = {"first_day",
                            TERM,
                            0,
                            VD_TYPE_STRING,
                            "\"next\"",
                            true,
                            {"next", "included", "next_business", "moment"}},
    [VD_FIELD_ENDS] = {"ends", TERM, 0, VD_TYPE_STRING, "\"same_day\"", true, {"same_day", "eve"}},
    [VD_FIELD_MONTH_END] = {"month_end",
                            TERM,
                            0,
                            VD_TYPE_STRING,
                            "\"last_day\"",
                            true,
                            {"last_day", "next_day", "refuse"}},
    [VD_FIELD_ROLL] =
        {"roll", TERM, 0, VD_TYPE_STRING, "\"none\"", true, {"none", "next_business_day"}},
    [VD_FIELD_CALENDAR] = {"calendar", TERM, 0, VD_TYPE_STRING, NULL, true, {NULL}},
    [VD_FIELD_DISTRICT] = {"district", TERM, 0, VD_TYPE_STRING, NULL, false, {NULL}},
    [VD_FIELD_NOTICE_DAYS] = {"notice_days", TERM, 0, VD_TYPE_NUMBER, "0", false, {NULL}},
    [VD_FIELD_NOTICE_COUNT] = {"notice_count",
                               TERM,
                               0,
                               VD_TYPE_STRING,
                               "\"on_effect\"",
                               true,
                               {"on_effect", "after_effect"}},
    [VD_FIELD_SUSPENSIONS] = {"suspensions", TERM, 0, VD_TYPE_LIST, NULL, false, {NULL}},
    [VD_FIELD_HEEDS_SUSPENSIONS] =
        {"heeds_suspensions", TERM, 0, VD_TYPE_BOOL, "false", false, {NULL}},
    [VD_FIELD_MET] = {"met", DEADLINE, 0, VD_TYPE_ANY, NULL, false, {NULL}},
    [VD_FIELD_ENDED] = {"ended", DEADLINE, 0, VD_TYPE_BOOL, "false", false, {NULL}},
    [VD_FIELD_TRIGGER] = {"trigger", GUIDELINE, GUIDELINE, VD_TYPE_BOOL, NULL, false, {NULL}},
    [VD_FIELD_DONE] = {"done", GUIDELINE, 0, VD_TYPE_BOOL, "false", false, {NULL}},
};
