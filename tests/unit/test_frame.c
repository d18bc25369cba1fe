/*
 * test_frame.c - frames and messages of strangers: taken apart, or refused with a sentence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "codec/frame.h"
#include "codec/wire.h"

#include "valedor/v1/case.pb-c.h"
#include "valedor/v1/envelope.pb-c.h"

static void a_frame_comes_apart_as_it_was_joined(void **state)
{
    Valedor__V1__RequestHeader header = VALEDOR__V1__REQUEST_HEADER__INIT;
    vd_str frame = {0};
    vd_str head = {0};
    vd_str payload = {0};
    vd_arena arena;

    (void)state;
    vd_arena_init(&arena, 0);
    header.method = (char *)"valedor.v1.Cases/Get";
    assert_int_equal(vd_frame_join(&arena, &header.base, VD_STR("payload"), &frame, NULL), VD_OK);
    assert_int_equal(vd_frame_split(frame, &head, &payload, NULL), VD_OK);
    assert_int_equal(head.len, protobuf_c_message_get_packed_size(&header.base));
    assert_true(vd_str_eq(payload, VD_STR("payload")));
    vd_arena_done(&arena);
}

static vd_status split(const char *bytes, size_t len)
{
    char *exact = malloc(len ? len : 1); /* so that reading past its end shows */
    vd_str head;
    vd_str payload;
    vd_error err = {0};
    vd_status status;

    memcpy(exact, bytes, len);
    status = vd_frame_split((vd_str){exact, len}, &head, &payload, &err);
    assert_true(status == VD_OK || err.message[0] != '\0');
    free(exact);
    return status;
}

static void what_is_no_frame_is_refused(void **state)
{
    static char large[4 + VD_FRAME_HEADER_MAX + 1];

    (void)state;
    assert_int_equal(split("", 0), VD_INVALID_ARGUMENT);
    assert_int_equal(split("\0\0\0", 3), VD_INVALID_ARGUMENT);
    assert_int_equal(split("\0\0\0\0", 4), VD_OK);
    assert_int_equal(split("\0\0\0\1", 4), VD_INVALID_ARGUMENT);
    assert_int_equal(split("\377\377\377\377rest", 8), VD_INVALID_ARGUMENT);
    large[2] = (char)(VD_FRAME_HEADER_MAX >> 8);
    large[3] = (char)(VD_FRAME_HEADER_MAX & 0xff);
    assert_int_equal(split(large, sizeof(large)), VD_OK);
    large[3]++;
    assert_int_equal(split(large, sizeof(large)), VD_INVALID_ARGUMENT);
}

static vd_status check(const char *bytes, size_t len)
{
    char *exact = malloc(len ? len : 1);
    vd_error err = {0};
    vd_status status;

    memcpy(exact, bytes, len);
    status = vd_wire_check(&valedor__v1__put_case_request__descriptor, (vd_str){exact, len}, &err);
    assert_true(status == VD_OK || err.message[0] != '\0');
    free(exact);
    return status;
}
#define CHECK(literal) check(literal, sizeof(literal) - 1)

static void well_formed_messages_pass(void **state)
{
    (void)state;
    assert_int_equal(CHECK(""), VD_OK);
    assert_int_equal(CHECK("\x0a\x03\x0a\x01x"), VD_OK); /* case {id: "x"} */
    assert_int_equal(CHECK("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), VD_OK);
    assert_int_equal(CHECK("\x7a\x02zz\x78\x01\x7d"
                           "1234"
                           "\x79"
                           "12345678"),
                     VD_OK); /* unknown */
}

static void malformed_messages_are_refused(void **state)
{
    (void)state;
    assert_int_equal(CHECK("\x0a"), VD_INVALID_ARGUMENT);
    assert_int_equal(CHECK("\x0a\x05xx"), VD_INVALID_ARGUMENT);
    assert_int_equal(CHECK("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
                     VD_INVALID_ARGUMENT);
    assert_int_equal(CHECK("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), VD_INVALID_ARGUMENT);
    assert_int_equal(CHECK("\x99\x99\xff\x99\x80\x00\x01"), VD_INVALID_ARGUMENT); /* a long tag */
    assert_int_equal(CHECK("\x7a\x80\x80\x80\x80\x80\x00"),
                     VD_INVALID_ARGUMENT);                             /* a long length */
    assert_int_equal(CHECK("\x0b\x0c"), VD_INVALID_ARGUMENT);          /* a group */
    assert_int_equal(CHECK("\x02\x00"), VD_INVALID_ARGUMENT);          /* field 0 */
    assert_int_equal(CHECK("\x08\x01"), VD_INVALID_ARGUMENT);          /* a number for a message */
    assert_int_equal(CHECK("\x12\x01\x01"), VD_INVALID_ARGUMENT);      /* bytes for a number */
    assert_int_equal(CHECK("\x0a\x03\x0a\x05x"), VD_INVALID_ARGUMENT); /* within */
}

static void texts_must_be_utf8_without_nul(void **state)
{
    (void)state;
    assert_int_equal(CHECK("\x0a\x04\x0a\x02\xc3\xb1"), VD_OK);
    assert_int_equal(CHECK("\x0a\x03\x0a\x01\xc3"), VD_INVALID_ARGUMENT);
    assert_int_equal(CHECK("\x0a\x05\x0a\x03"
                           "a\0b"),
                     VD_INVALID_ARGUMENT);
    assert_int_equal(CHECK("\x0a\x05\x0a\x03\xed\xa0\x80"), VD_INVALID_ARGUMENT);
}

static void what_the_walk_passes_unpacks(void **state)
{
    unsigned seed = 1;

    (void)state;
    for (int round = 0; round < 200000; round++) {
        uint8_t bytes[24];
        size_t len = (size_t)(rand_r(&seed) % (int)sizeof(bytes));
        Valedor__V1__PutCaseRequest *message;

        for (size_t i = 0; i < len; i++)
            bytes[i] = (uint8_t)(rand_r(&seed) % (rand_r(&seed) % 3 ? 24 : 256));
        if (vd_wire_check(&valedor__v1__put_case_request__descriptor,
                          (vd_str){(const char *)bytes, len}, NULL))
            continue;
        message = valedor__v1__put_case_request__unpack(NULL, len, bytes);
        assert_non_null(message);
        valedor__v1__put_case_request__free_unpacked(message, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_comes_apart_as_it_was_joined),
        cmocka_unit_test(what_is_no_frame_is_refused),
        cmocka_unit_test(well_formed_messages_pass),
        cmocka_unit_test(malformed_messages_are_refused),
        cmocka_unit_test(texts_must_be_utf8_without_nul),
        cmocka_unit_test(what_the_walk_passes_unpacks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
