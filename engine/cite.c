#include "engine/cite.h"

static bool found_in(const vd_text *text, vd_str language, vd_str *ret_text)
{
    for (size_t i = 0; i < text->count; i++) {
        if (vd_str_eq(text->translations[i].language, language)) {
            *ret_text = text->translations[i].text;
            return true;
        }
    }
    return false;
}

vd_str vd_text_in(const vd_text *text, vd_str language)
{
    vd_str found = {NULL, 0};

    if (!text || text->count == 0)
        return found;
    if (found_in(text, language, &found) || found_in(text, VD_STR("es"), &found))
        return found;
    return text->translations[0].text;
}
