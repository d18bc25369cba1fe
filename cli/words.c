#include "cli/words.h"

#include <inttypes.h>
#include <stdlib.h>

#include "engine/time/date.h"
#include "engine/time/iso.h"

static const struct {
    const char *es;
    const char *en;
} words[VD_WORD_COUNT] = {
    [VD_WORD_DEADLINES] = {"PLAZOS", "DEADLINES"},
    [VD_WORD_BENEFITS] = {"BENEFICIOS", "BENEFITS"},
    [VD_WORD_GUIDELINES] = {"PAUTAS", "GUIDELINES"},
    [VD_WORD_QUESTIONS] = {"PREGUNTAS ABIERTAS", "QUESTIONS STILL OPEN"},
    [VD_WORD_DUE] = {"Vence", "Due"},
    [VD_WORD_STATUS] = {"Estado", "Status"},
    [VD_WORD_TERM] = {"Plazo", "Deadline"},
    [VD_WORD_LAW] = {"Norma", "Law"},
    [VD_WORD_ELIGIBLE_FROM] = {"Cumple formalmente desde", "Formally eligible from"},
    [VD_WORD_BENEFIT] = {"Beneficio", "Benefit"},
    [VD_WORD_WHEN] = {"Cuándo", "When"},
    [VD_WORD_WHO] = {"Quién", "Who"},
    [VD_WORD_WHAT] = {"Qué", "What"},
    [VD_WORD_QUESTION] = {"Pregunta", "Question"},
    [VD_WORD_WHO_KNOWS] = {"Quién lo sabe", "Who knows"},
    [VD_WORD_HOLDS_UP] = {"Detiene", "Holds up"},
    [VD_WORD_READING] = {"lectura", "reading"},
    [VD_WORD_VERSION] = {"versión", "version"},
    [VD_WORD_DISPUTED] = {"según", "according to"},
    [VD_WORD_STRICT] = {"la segura", "the safe one"},
    [VD_WORD_NOW] = {"ya", "already"},
    [VD_WORD_UNTIL] = {"hasta", "until"},
    [VD_WORD_IF_CONTINUES] = {"si sigue trabajando o estudiando", "if work or study goes on"},
    [VD_WORD_PROVISIONAL] = {"si se confirma lo que falta", "if what is missing holds"},
    [VD_WORD_WAITS_FOR] = {"falta saber", "waits for"},
    [VD_WORD_MISSING_BOUND] = {"puede que no haga falta saberlo todo",
                               "not all of these may be needed"},
    [VD_WORD_PRESUMES] = {"nada en el registro dice que se haya cumplido o terminado",
                          "nothing on record says that it was done or over"},
    [VD_WORD_TAKEN_AS_NOT_DONE] = {"se toma por no hecho", "taken as not done"},
    [VD_WORD_LEFT_OUT] = {"Además", "Also"},
    [VD_WORD_MORE_QUESTIONS] = {"preguntas más con --all", "more questions with --all"},
    [VD_WORD_TIMELINE_ASSUMES] =
        {"Según la lectura que encabeza la respuesta. Lo por venir supone que nada cambia y que el "
         "trabajo y el estudio siguen; assess da también el día según lo registrado y el seguro.",
         "By the reading that heads the answer. What is to come assumes that nothing changes and "
         "that work and study go on; assess also gives the day on record and the safe one."},
    [VD_WORD_THE_SAME] = {"dan lo mismo", "come to the same"},
    [VD_WORD_OF_OTHER_STAGES] = {"de otras etapas del proceso", "of other stages of the case"},
    [VD_WORD_ELIGIBLE_NOTE] =
        {"Cumplir formalmente es reunir los requisitos de la ley; conceder el beneficio lo decide "
         "la autoridad.",
         "Formally eligible means that the law's requirements are met; granting it is for the "
         "authority to decide."},
    [VD_WORD_HOLDS_UNTIL] = {"Vale hasta el", "Holds until"},
    [VD_WORD_IF_NOTHING_ADDED] = {", si no se añade ningún hecho.", ", if no fact is added."},
    [VD_WORD_NO_CHANGE] = {"Nada de lo conocido cambiará esta respuesta.",
                           "Nothing known will change this answer."},
    [VD_WORD_MAY_CHANGE] = {"Esta respuesta puede cambiar en cuanto se conozca un hecho que falta.",
                            "This answer may change as soon as a missing fact is known."},
    [VD_WORD_NOTHING] = {"nada", "none"},
    [VD_WORD_NONE_YET] = {"Aún no se puede afirmar nada: faltan hechos para",
                          "None can be stated yet: facts are still missing for"},
    [VD_WORD_SEE_QUESTIONS] = {"(vea las preguntas abiertas; --all los muestra).",
                               "(see the open questions; --all shows them)."},
    [VD_WORD_TODAY] = {"hoy", "today"},
    [VD_WORD_TOMORROW] = {"mañana", "tomorrow"},
    [VD_WORD_IN] = {"en", "in"},
    [VD_WORD_AGO] = {"hace ", ""},
    [VD_WORD_AGO_SUFFIX] = {"", " ago"},
    [VD_WORD_DAY] = {"día", "day"},
    [VD_WORD_DAYS] = {"días", "days"},
    [VD_WORD_YEARS] = {"años", "years"},
    [VD_WORD_HOUR_SHORT] = {"h", "h"},
    [VD_WORD_MINUTE_SHORT] = {"min", "min"},
    [VD_WORD_ARTICLE] = {"art.", "art."},
    [VD_WORD_CONSEQUENCE] = {"Si vence", "If missed"},
    [VD_WORD_ADVICE] = {"Defensa", "Defence"},
    [VD_WORD_DISCRETIONARY] = {"Queda por decidir", "Left to decide"},
    [VD_WORD_DECIDED_BY] = {"Decide", "Decided by"},
    [VD_WORD_DOCUMENTS] = {"Documentos", "Documents"},
    [VD_WORD_PROCEDURE] = {"Trámite", "Procedure"},
    [VD_WORD_EFFECTS] = {"Efectos", "Effects"},
    [VD_WORD_RISKS] = {"Riesgos", "Risks"},
    [VD_WORD_NOTE] = {"Nota", "Note"},
    [VD_WORD_DEVIATES_FROM] = {"Se aparta de", "Departs from"},
    [VD_WORD_COUNTED_FROM] = {"Se cuenta desde", "Counted from"},
    [VD_WORD_SKIPPED] = {"Días que no cuentan", "Days that do not count"},
    [VD_WORD_EXPLANATION] = {"Cómo se llegó a esto", "How this came about"},
    [VD_WORD_VALUE] = {"Valor", "Value"},
    [VD_WORD_REASON] = {"Motivo", "Reason"},
    [VD_WORD_CONFIDENCE] = {"confianza", "confidence"},
    [VD_WORD_UNAVAILABLE] = {"sin texto oficial", "no official text"},
    [VD_WORD_LAST_DAY] = {"Último día", "Last day"},
    [VD_WORD_OVER_AT] = {"Vence a las", "Over at"},
    [VD_WORD_DATE] = {"Fecha", "Date"},
    [VD_WORD_WHY] = {"Motivo", "Why"},
    [VD_WORD_PACKS] = {"reglas", "rules"},
    [VD_WORD_QUOTE] = {"Texto", "Words"},
    [VD_WORD_DEFAULT_BASIS] = {"pauta de servicio", "service default"},
    [VD_WORD_ID] = {"Caso", "Case"},
    [VD_WORD_TITLE] = {"Título", "Title"},
    [VD_WORD_REVISION] = {"Revisión", "Revision"},
    [VD_WORD_NOTICE_EFFECT] = {"La notificación surte efecto", "Notice takes effect"},
    [VD_WORD_DISTRICT_MATTERS] =
        {"depende del distrito judicial: en algunos la cuenta sería otra (--district)",
         "depends on the judicial district: in some it would be another (--district)"},
    [VD_WORD_CALENDAR] = {"Calendario", "Calendar"},
    [VD_WORD_STORED] = {"guardado", "stored"},
    [VD_WORD_REPLACED] = {"reemplazado", "replaced"},
    [VD_WORD_NO_CASES] = {"No hay casos guardados.", "No cases are stored."},
    [VD_WORD_FACT] = {"Hecho", "Fact"},
    [VD_WORD_SAID_BY] = {"Según", "Said by"},
    [VD_WORD_NONE] = {"no hay", "none"},
    [VD_WORD_UNKNOWABLE] = {"no se puede saber", "cannot be known"},
    [VD_WORD_CASES] = {"casos", "cases"},
    [VD_WORD_RULES] = {"reglas", "rules"},
    [VD_WORD_WHAT_IF] = {"Qué cambiaría", "What would change"},
    [VD_WORD_BEFORE] = {"Ahora", "As it is"},
    [VD_WORD_AFTER] = {"Entonces", "Then"},
    [VD_WORD_FROM] = {"Desde", "From"},
    [VD_WORD_NO_DIFFERENCE] = {"Nada cambiaría.", "Nothing would change."},
    [VD_WORD_DIFFERENT] = {"cambian", "change"},
    [VD_WORD_UNCHANGED] = {"siguen igual", "stay as they are"},
    [VD_WORD_NEXT_QUESTIONS] = {"QUÉ PREGUNTAR AHORA", "WHAT TO ASK NEXT"},
    [VD_WORD_SETTLES] = {"Resuelve", "Settles"},
    [VD_WORD_OF] = {"de", "of"},
    [VD_WORD_NOTHING_OPEN] = {"No falta saber nada.", "Nothing is left to ask."},
    [VD_WORD_ARE_OPEN] =
        {"respuestas dependen de lo que falta saber. «Resuelve» dice cuántas de las que esperan "
         "ese "
         "hecho quedarían resueltas.",
         "answers hang on what is not known. \"Settles\" says how many of those that wait for the "
         "fact would become known."},
    [VD_WORD_BY_WAITING] = {"Esperando", "By waiting"},
    [VD_WORD_BY_ACTING] = {"Actuando", "By acting"},
    [VD_WORD_CUT] = {"La explicación está cortada; no se muestran más partes (--nodes):",
                     "The explanation is cut; parts not shown (--nodes):"},
    [VD_WORD_LAW_TAKEN] = {"Ley aplicada", "Law applied"},
    [VD_WORD_SAFE_DATE] = {"seguro", "safe"},
    [VD_WORD_OTHER_READING] = {"en otra lectura,", "in another reading,"},
    [VD_WORD_NO_MORE_RECORDS] = {"si no hay más que los anotados",
                                 "if there are none but those on file"},
    [VD_WORD_UNTIL_DAY] = {"Hasta", "Until"},
    [VD_WORD_STAYS_OPEN] = {"siguen sin saberse, y dependen de otros hechos (--all)",
                            "stay unknown, and wait for other facts (--all)"},
    [VD_WORD_CONTRADICTIONS] = {"HECHOS QUE SE CONTRADICEN: UNO ESTÁ EQUIVOCADO",
                                "FACTS THAT CONTRADICT EACH OTHER: ONE IS WRONG"},
};

/* Codes of the contract, ascending. */
static const struct {
    const char *code;
    const char *es;
    const char *en;
} codes[] = {
    {"applies", "se aplica", "applies"},
    {"ask_defence", "preguntar a la defensa", "ask the defence"},
    {"bar", "impedimento", "bar"},
    {"condition", "condición", "condition"},
    {"conflict", "normas en conflicto", "conflict"},
    {"consulate", "consulado", "consulate"},
    {"days", "en días", "within days"},
    {"defender", "defensa", "defence"},
    {"director", "dirección del penal", "prison director"},
    {"does not apply", "no se aplica", "does not apply"},
    {"ended", "terminado", "ended"},
    {"exception", "excepción", "exception"},
    {"expert", "perito", "expert"},
    {"false", "no", "no"},
    {"field", "campo", "field"},
    {"file", "expediente", "file"},
    {"gap", "vacío", "gap"},
    {"government", "gobierno", "government"},
    {"high", "alta", "high"},
    {"immediate", "de inmediato", "at once"},
    {"interview", "entrevista", "interview"},
    {"judge", "juez", "judge"},
    {"judiciary", "Poder Judicial", "judiciary"},
    {"low", "baja", "low"},
    {"may", "puede", "may"},
    {"may apply", "puede aplicarse", "may apply"},
    {"medium", "media", "medium"},
    {"met", "cumplido", "met"},
    {"missed", "VENCIDO", "MISSED"},
    {"must", "debe", "must"},
    {"no", "no", "no"},
    {"none", "no hay", "none"},
    {"not_applicable", "no aplica", "not applicable"},
    {"not_automated", "consultar a un abogado", "ask a lawyer"},
    {"not_started", "no iniciado", "not started"},
    {"off", "día no hábil", "day off"},
    {"out_of_coverage", "fuera de cobertura", "out of coverage"},
    {"paused", "suspendido", "paused"},
    {"penitentiary", "penal", "prison"},
    {"person", "la persona", "the person"},
    {"police", "policía", "police"},
    {"prosecution", "fiscalía", "prosecution"},
    {"prosecutor", "fiscal", "prosecutor"},
    {"reading", "lectura", "reading"},
    {"receiving_state", "Estado receptor", "receiving State"},
    {"requirement", "requisito", "requirement"},
    {"rest", "descanso semanal", "weekly rest"},
    {"routine", "sin urgencia", "routine"},
    {"rule", "regla", "rule"},
    {"running", "corre", "running"},
    {"serving", "en servicio", "serving"},
    {"should", "debería", "should"},
    {"suspended", "suspendido", "suspended"},
    {"technical_council", "consejo técnico", "technical council"},
    {"true", "sí", "yes"},
    {"undecidable", "no decidible", "undecidable"},
    {"unknown", "por saber", "unknown"},
    {"version", "versión", "version"},
    {"window", "vigencia", "window"},
    {"yes", "sí", "yes"},
};

static const char *const months_es[] = {"enero",      "febrero", "marzo",     "abril",
                                        "mayo",       "junio",   "julio",     "agosto",
                                        "septiembre", "octubre", "noviembre", "diciembre"};
static const char *const weekdays_es[] = {"lunes",   "martes", "miércoles", "jueves",
                                          "viernes", "sábado", "domingo"};
static const char *const weekdays_es_short[] = {"lun", "mar", "mié", "jue", "vie", "sáb", "dom"};

const char *vd_word_in(vd_word word, bool english)
{
    return english ? words[word].en : words[word].es;
}

vd_str vd_code_in(vd_arena *arena, const char *code, bool english)
{
    vd_str copy;

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (strcmp(codes[i].code, code) == 0)
            return vd_str_of(english ? codes[i].en : codes[i].es);
    copy = vd_arena_copy(arena, vd_str_of(code));
    for (size_t i = 0; copy.ptr && i < copy.len; i++)
        if (copy.ptr[i] == '_')
            ((char *)copy.ptr)[i] = ' ';
    return copy.ptr ? copy : vd_str_of(code);
}

vd_str vd_day_short(vd_arena *arena, vd_date date, bool english)
{
    vd_civil civil = vd_civil_from_date(date);
    int weekday = vd_weekday(date);

    if (english)
        return vd_arena_printf(arena, "%.3s %d %.3s %" PRId64, vd_weekday_name(weekday).ptr,
                               civil.day, vd_month_name(civil.month).ptr, civil.year);
    return vd_arena_printf(arena, "%s %d %.3s %" PRId64, weekdays_es_short[weekday - 1], civil.day,
                           months_es[civil.month - 1], civil.year);
}

vd_str vd_day_long(vd_arena *arena, vd_date date, bool english)
{
    vd_civil civil = vd_civil_from_date(date);
    int weekday = vd_weekday(date);

    if (english)
        return vd_arena_printf(arena, "%.*s %d %.*s %" PRId64,
                               VD_STR_ARGS(vd_weekday_name(weekday)), civil.day,
                               VD_STR_ARGS(vd_month_name(civil.month)), civil.year);
    return vd_arena_printf(arena, "%s %d de %s de %" PRId64, weekdays_es[weekday - 1], civil.day,
                           months_es[civil.month - 1], civil.year);
}

vd_str vd_moment_short(vd_arena *arena, const char *text, bool english)
{
    vd_clock clock;
    vd_date date;
    int64_t minute;
    vd_str day;

    if (vd_iso_parse_date(vd_str_of(text), &date))
        return vd_day_short(arena, date, english);
    if (!vd_iso_parse_date_time(vd_str_of(text), true, &clock))
        return vd_str_of(text);
    day = vd_day_short(arena, clock.date, english);
    minute = clock.nanos / (60 * VD_NANOS_PER_SECOND);
    return vd_arena_printf(arena, "%.*s %02d:%02d", VD_STR_ARGS(day), (int)(minute / 60),
                           (int)(minute % 60));
}

static vd_str away(vd_arena *arena, bool past, const char *length, bool english)
{
    if (past)
        return vd_arena_printf(arena, "%s%s%s", vd_word_in(VD_WORD_AGO, english), length,
                               vd_word_in(VD_WORD_AGO_SUFFIX, english));
    return vd_arena_printf(arena, "%s %s", vd_word_in(VD_WORD_IN, english), length);
}

vd_str vd_time_left(vd_arena *arena, int64_t seconds, bool english)
{
    int64_t minutes = llabs(seconds) / 60;
    vd_str length;

    if (minutes >= INT64_C(72) * 60)
        return vd_days_left(arena, seconds / VD_SECONDS_PER_DAY, english);
    if (minutes % 60 && minutes >= 60)
        length =
            vd_arena_printf(arena, "%" PRId64 " h %" PRId64 " min", minutes / 60, minutes % 60);
    else if (minutes >= 60)
        length = vd_arena_printf(arena, "%" PRId64 " h", minutes / 60);
    else
        length = vd_arena_printf(arena, "%" PRId64 " min", minutes);
    return away(arena, seconds < 0, length.ptr ? length.ptr : "", english);
}

vd_str vd_days_left(vd_arena *arena, int64_t days, bool english)
{
    int64_t far = llabs(days);
    vd_str length;

    if (days == 0 || days == 1)
        return vd_str_of(vd_word_in(days ? VD_WORD_TOMORROW : VD_WORD_TODAY, english));
    if (far > 730) /* the date stands beside it: whole years tell enough */
        length = vd_arena_printf(arena, "%" PRId64 " %s", far * 400 / 146097,
                                 vd_word_in(VD_WORD_YEARS, english));
    else
        length = vd_arena_printf(arena, "%" PRId64 " %s", far,
                                 vd_word_in(far == 1 ? VD_WORD_DAY : VD_WORD_DAYS, english));
    return away(arena, days < 0, length.ptr ? length.ptr : "", english);
}
