/*
 * test_nng_link.c - the nng that we were linked with is sound and works.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nng/nng.h>
#include <nng/protocol/reqrep0/rep.h>
#include <nng/protocol/reqrep0/req.h>

static void the_library_is_new_enough_to_face_strangers(void **state)
{
    int major = 0;
    int minor = 0;

    (void)state;
    print_message("nng %s\n", nng_version());
    assert_int_equal(sscanf(nng_version(), "%d.%d", &major, &minor), 2);
    assert_true(major > 1 || (major == 1 && minor >= 6));
}

static void echo(nng_socket server)
{
    nng_msg *msg = NULL;

    assert_int_equal(nng_recvmsg(server, &msg, 0), 0);
    assert_int_equal(nng_sendmsg(server, msg, 0), 0);
}

static void a_request_is_answered_over(const char *url)
{
    nng_socket server;
    nng_socket client;
    char request[] = "amparo";
    char *reply = NULL;
    size_t length = 0;

    assert_int_equal(nng_rep0_open(&server), 0);
    assert_int_equal(nng_req0_open(&client), 0);
    assert_int_equal(nng_socket_set_ms(server, NNG_OPT_RECVTIMEO, 5000), 0);
    assert_int_equal(nng_socket_set_ms(client, NNG_OPT_RECVTIMEO, 5000), 0);
    assert_int_equal(nng_listen(server, url, NULL, 0), 0);
    assert_int_equal(nng_dial(client, url, NULL, 0), 0);

    assert_int_equal(nng_send(client, request, 6, 0), 0);
    echo(server);
    assert_int_equal(nng_recv(client, &reply, &length, NNG_FLAG_ALLOC), 0);
    assert_int_equal(length, 6);
    assert_memory_equal(reply, "amparo", 6);

    nng_free(reply, length);
    assert_int_equal(nng_close(client), 0);
    assert_int_equal(nng_close(server), 0);
}

static void a_request_is_answered_within_the_process(void **state)
{
    (void)state;
    a_request_is_answered_over("inproc://echo");
}

static void a_request_is_answered_over_a_socket(void **state)
{
    char url[64];

    (void)state;
    (void)snprintf(url, sizeof(url), "abstract://valedor-test-%08x", (unsigned)nng_random());
    a_request_is_answered_over(url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_is_new_enough_to_face_strangers),
        cmocka_unit_test(a_request_is_answered_within_the_process),
        cmocka_unit_test(a_request_is_answered_over_a_socket),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
