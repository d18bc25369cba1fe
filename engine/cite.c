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

/* Whether what stands behind a dot is words, not a number or a letter of a list. */
static bool is_worded(vd_str part)
{
    return part.len > 3 && (part.ptr[0] < '0' || part.ptr[0] > '9') &&
           (part.ptr[1] < '0' || part.ptr[1] > '9') && part.ptr[1] != '.' && part.ptr[1] != ',';
}

vd_str vd_article_in_words(vd_arena *arena, vd_str article)
{
    char *text = vd_arena_room(arena, article.len * 2 + 1, 1);
    size_t length = 0;
    bool open = false;

    if (!text)
        return article;
    for (size_t i = 0; i < article.len; i++) {
        char c = article.ptr[i];

        if (c == '.' && !open && is_worded((vd_str){article.ptr + i + 1, article.len - i - 1})) {
            text[length++] = ' ';
            text[length++] = '(';
            open = true;
            continue;
        }
        if (c == ',' && open) {
            text[length++] = ')';
            open = false;
        }
        text[length++] = c;
    }
    if (open)
        text[length++] = ')';
    text[length] = '\0';
    return (vd_str){text, length};
}
