#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/time/date.h"
#include "rules/zones.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const vd_zone *load(vd_arena *arena, const char *name)
{
    vd_str text = vd_str_of(name);
    vd_error err = {0};
    vd_zones zones;

    if (vd_zones_load(arena, VD_ZONES_DIR, &text, 1, &zones, &err))
        fail_msg("%s", err.message);
    assert_int_equal(zones.count, 1);
    return vd_zones_find(&zones, text);
}

/* Noon in UTC of a day. */
static vd_instant noon(int year, int month, int day)
{
    return vd_date_from_civil(year, month, day) * 86400 + 43200;
}

static void zones_are_read_as_the_system_has_them(void **state)
{
    vd_arena arena;

    (void)state;
    vd_arena_init(&arena, 0);
    assert_int_equal(vd_zone_offset(load(&arena, "America/Lima"), noon(2025, 7, 1)), -18000);
    assert_int_equal(vd_zone_offset(load(&arena, "America/Guatemala"), noon(2025, 1, 1)), -21600);
    assert_int_equal(vd_zone_offset(load(&arena, "Asia/Kathmandu"), noon(2025, 1, 1)), 20700);
    assert_int_equal(vd_zone_offset(load(&arena, "UTC"), noon(2025, 1, 1)), 0);
    vd_arena_done(&arena);
}

static void the_rule_for_the_future_is_written_out(void **state)
{
    const vd_zone *madrid, *santiago;
    vd_arena arena;

    (void)state;
    vd_arena_init(&arena, 0);
    madrid = load(&arena, "Europe/Madrid");
    assert_int_equal(vd_zone_offset(madrid, noon(2025, 1, 15)), 3600);
    assert_int_equal(vd_zone_offset(madrid, noon(2025, 7, 15)), 7200);
    assert_int_equal(vd_zone_offset(madrid, noon(2099, 1, 15)), 3600);
    assert_int_equal(vd_zone_offset(madrid, noon(2099, 7, 15)), 7200);
    /* The last Sunday of March, at one in UTC. */
    assert_int_equal(vd_zone_offset(madrid, noon(2060, 3, 28) - 43200 + 3599), 3600);
    assert_int_equal(vd_zone_offset(madrid, noon(2060, 3, 28) - 43200 + 3600), 7200);
    santiago = load(&arena, "America/Santiago");
    assert_int_equal(vd_zone_offset(santiago, noon(2080, 1, 15)), -10800);
    assert_int_equal(vd_zone_offset(santiago, noon(2080, 7, 15)), -14400);
    vd_arena_done(&arena);
}

static void names_come_in_order_and_each_once(void **state)
{
    const vd_str names[] = {VD_STR("Europe/Madrid"), VD_STR("America/Lima"),
                            VD_STR("Europe/Madrid")};
    vd_zones zones;
    vd_arena arena;

    (void)state;
    vd_arena_init(&arena, 0);
    assert_int_equal(vd_zones_load(&arena, VD_ZONES_DIR, names, 3, &zones, NULL), VD_OK);
    assert_int_equal(zones.count, 2);
    assert_true(vd_str_eq(zones.zones[0].name, names[1]));
    vd_arena_done(&arena);
}

static void a_name_cannot_leave_the_folder(void **state)
{
    static const char *const names[] = {"../../etc/passwd", "/etc/passwd", "",
                                        "America//Lima",    "America/",    "No/Where"};
    vd_arena arena;

    (void)state;
    vd_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        vd_str name = vd_str_of(names[i]);
        vd_zones zones;

        assert_int_equal(vd_zones_load(&arena, VD_ZONES_DIR, &name, 1, &zones, NULL), VD_NOT_FOUND);
    }
    vd_arena_done(&arena);
}

/* Every way of cutting a file short is told. */
static void a_damaged_file_is_told(void **state)
{
    char folder[] = "/tmp/valedor-zones-XXXXXX", path[64];
    unsigned char content[8192];
    FILE *file = fopen(VD_ZONES_DIR "/America/Santiago", "rb");
    vd_str name = VD_STR("Damaged");
    size_t length;

    (void)state;
    assert_non_null(file);
    length = fread(content, 1, sizeof content, file);
    (void)fclose(file);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/Damaged", folder);
    for (size_t cut = 0; cut < length; cut += 97) {
        vd_zones zones;
        vd_arena arena;

        file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(content, 1, cut, file), cut);
        (void)fclose(file);
        vd_arena_init(&arena, 0);
        assert_int_equal(vd_zones_load(&arena, folder, &name, 1, &zones, NULL), VD_DATA_LOSS);
        vd_arena_done(&arena);
    }
    (void)unlink(path);
    (void)rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zones_are_read_as_the_system_has_them),
        cmocka_unit_test(the_rule_for_the_future_is_written_out),
        cmocka_unit_test(names_come_in_order_and_each_once),
        cmocka_unit_test(a_name_cannot_leave_the_folder),
        cmocka_unit_test(a_damaged_file_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
