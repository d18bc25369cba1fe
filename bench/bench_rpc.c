/*
 * bench_rpc.c - requests per second of the daemon, beside a raw nng echo in the same run.
 *
 * Starts a valedord on a temporary store and, in a process of its own, a server that does nothing but
 * answer with as many bytes; asks both in turn, with the same client, and prints the medians and
 * their ratio. Puts are measured with every acknowledgement synced to the disk.
 *
 *   bench_rpc VALEDORD PACKS [SECONDS]
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <nng/nng.h>
#include <nng/protocol/reqrep0/rep.h>
#include <nng/protocol/reqrep0/req.h>

#include "codec/frame.h"

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/case.pb-c.h"
#include "valedor/v1/envelope.pb-c.h"
#include "valedor/v1/service.pb-c.h"

#define ROUNDS 5
#define CONTEXTS_MAX 256
#define LATENCIES_MAX 400000
#define START_SECONDS 10.0

static void die(const char *what, int rc)
{
    (void)fprintf(stderr, "bench_rpc: %s: %s\n", what, nng_strerror(rc));
    exit(1);
}

static void must(int rc, const char *what)
{
    if (rc)
        die(what, rc);
}

static double seconds_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The echo: as many contexts as the daemon's default, the same number of threads. */
typedef struct echo {
    nng_ctx ctx;
    nng_aio *aio;
    bool sends;
} echo;

static size_t echo_bytes; /* 0: what came */

static void echo_on(void *user)
{
    echo *e = user;
    nng_msg *message;

    if (nng_aio_result(e->aio))
        return;
    if (!e->sends && echo_bytes) {
        message = nng_aio_get_msg(e->aio);
        nng_msg_clear(message);
        must(nng_msg_realloc(message, echo_bytes), "message");
    }
    e->sends = !e->sends;
    if (e->sends)
        nng_ctx_send(e->ctx, e->aio);
    else
        nng_ctx_recv(e->ctx, e->aio);
}

static void serve_echo(const char *url)
{
    static echo echoes[CONTEXTS_MAX];
    nng_socket socket;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    nng_init_set_parameter(NNG_INIT_NUM_TASK_THREADS, cores > 2 ? (uint64_t)cores : 2);
    must(nng_rep0_open(&socket), "echo");
    must(nng_listen(socket, url, NULL, 0), url);
    for (int i = 0; i < CONTEXTS_MAX; i++) {
        must(nng_ctx_open(&echoes[i].ctx, socket), "echo");
        must(nng_aio_alloc(&echoes[i].aio, echo_on, &echoes[i]), "echo");
        nng_ctx_recv(echoes[i].ctx, echoes[i].aio);
    }
    for (;;)
        (void)pause();
}

/* The client: `outstanding` requests at once, spread over `sockets` connections. */
typedef struct asker {
    nng_ctx ctx;
    nng_aio *aio;
    struct load *load;
    bool sends;
    double began;
    unsigned number;
} asker;

typedef struct load {
    vd_str (*request)(struct load *load, asker *a); /* NULL: `frame` */
    vd_str frame;
    vd_arena arena;
    atomic_bool stop;
    atomic_uint under_way;
    atomic_ulong done;
    atomic_ulong wrong;
    double *latencies;
    int outstanding;
    asker askers[CONTEXTS_MAX];
} load;

static void ask(asker *a)
{
    vd_str frame = a->load->request ? a->load->request(a->load, a) : a->load->frame;
    nng_msg *message = NULL;

    must(nng_msg_alloc(&message, 0), "message");
    must(nng_msg_append(message, frame.ptr, frame.len), "message");
    a->began = seconds_now();
    a->sends = true;
    nng_aio_set_msg(a->aio, message);
    nng_ctx_send(a->ctx, a->aio);
}

/* The code is the first field of the answer's header, left out when it is 0. */
static bool is_good(const nng_msg *message)
{
    const unsigned char *bytes = nng_msg_body((nng_msg *)message);
    size_t len = nng_msg_len(message);

    return len < 5 || bytes[3] == 0 || bytes[4] != 0x08;
}

static void asked(void *user)
{
    asker *a = user;
    load *l = a->load;
    unsigned long at;

    must(nng_aio_result(a->aio), "request");
    if (a->sends) {
        a->sends = false;
        nng_ctx_recv(a->ctx, a->aio);
        return;
    }
    if (!is_good(nng_aio_get_msg(a->aio)))
        (void)atomic_fetch_add(&l->wrong, 1);
    nng_msg_free(nng_aio_get_msg(a->aio));
    nng_aio_set_msg(a->aio, NULL);
    at = atomic_fetch_add(&l->done, 1);
    if (at < LATENCIES_MAX)
        l->latencies[at] = seconds_now() - a->began;
    if (atomic_load(&l->stop))
        (void)atomic_fetch_sub(&l->under_way, 1);
    else
        ask(a);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

typedef struct result {
    double per_second;
    double p50_us;
    double p99_us;
    double cpu_us; /* of the server, for each request */
} result;

/* What a process has used, in seconds. */
static double cpu_of(pid_t pid)
{
    char path[64];
    char text[1024];
    unsigned long user = 0;
    unsigned long system = 0;
    FILE *file;
    const char *rest;

    (void)snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
    file = fopen(path, "r");
    if (!file)
        return 0;
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    (void)fclose(file);
    rest = strrchr(text, ')');
    if (!rest || sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                        &system) != 2)
        return 0;
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static result run(load *l, const char *url, pid_t server, int outstanding, int sockets,
                  double seconds)
{
    struct timespec pause = {.tv_nsec = 1000000};
    nng_socket socket[16];
    double began;
    unsigned long done;
    double cpu;
    size_t kept;
    result r;

    for (int i = 0; i < sockets; i++) {
        must(nng_req0_open(&socket[i]), "client");
        must(nng_dial(socket[i], url, NULL, 0), url);
    }
    atomic_store(&l->stop, false);
    atomic_store(&l->done, 0);
    atomic_store(&l->under_way, (unsigned)outstanding);
    for (int i = 0; i < outstanding; i++) {
        asker *a = &l->askers[i];

        a->load = l;
        must(nng_ctx_open(&a->ctx, socket[i % sockets]), "client");
        must(nng_aio_alloc(&a->aio, asked, a), "client");
    }
    began = seconds_now();
    cpu = cpu_of(server);
    for (int i = 0; i < outstanding; i++)
        ask(&l->askers[i]);
    while (seconds_now() - began < seconds)
        (void)nanosleep(&pause, NULL);
    atomic_store(&l->stop, true);
    while (atomic_load(&l->under_way))
        (void)nanosleep(&pause, NULL);
    done = atomic_load(&l->done);
    r.per_second = (double)done / (seconds_now() - began);
    r.cpu_us = (cpu_of(server) - cpu) / (double)done * 1e6;
    for (int i = 0; i < outstanding; i++) {
        nng_aio_stop(l->askers[i].aio);
        (void)nng_ctx_close(l->askers[i].ctx);
        nng_aio_free(l->askers[i].aio);
    }
    for (int i = 0; i < sockets; i++)
        (void)nng_close(socket[i]);
    kept = done < LATENCIES_MAX ? done : LATENCIES_MAX;
    qsort(l->latencies, kept, sizeof(double), by_size);
    r.p50_us = l->latencies[kept / 2] * 1e6;
    r.p99_us = l->latencies[kept * 99 / 100] * 1e6;
    return r;
}

static int by_rate(const void *a, const void *b)
{
    return by_size(&((const result *)a)->per_second, &((const result *)b)->per_second);
}

typedef struct server {
    pid_t pid;
    const char *url;
} server;

static void print_result(const result *r)
{
    printf("%8.0f/s p50 %6.0f p99 %6.0f us, cpu %5.1f us", r->per_second, r->p50_us, r->p99_us,
           r->cpu_us);
}

static void compare(const char *what, load *l, server ours, load *raw, server plain,
                    int outstanding, int sockets, double seconds)
{
    result our_runs[ROUNDS];
    result echo_runs[ROUNDS];
    const result *our = &our_runs[ROUNDS / 2];
    const result *their = &echo_runs[ROUNDS / 2];

    for (int i = 0; i < ROUNDS; i++) {
        echo_runs[i] = run(raw, plain.url, plain.pid, outstanding, sockets, seconds);
        our_runs[i] = run(l, ours.url, ours.pid, outstanding, sockets, seconds);
    }
    qsort(our_runs, ROUNDS, sizeof(*our_runs), by_rate);
    qsort(echo_runs, ROUNDS, sizeof(*echo_runs), by_rate);
    printf("%-22s %3d x %-2d ", what, outstanding, sockets);
    print_result(our);
    printf(" | echo ");
    print_result(their);
    printf(" | ratio %.2f\n", our->per_second / their->per_second);
    if (atomic_load(&l->wrong)) {
        (void)fprintf(stderr, "bench_rpc: %lu answers were failures\n", atomic_load(&l->wrong));
        exit(1);
    }
}

static vd_str frame_of(vd_arena *arena, const char *method, const ProtobufCMessage *message,
                       const char *key)
{
    Valedor__V1__RequestHeader header = VALEDOR__V1__REQUEST_HEADER__INIT;
    vd_str frame = {0};

    header.method = (char *)method;
    if (key)
        header.idempotency_key = (char *)key;
    if (vd_frame_pack(arena, &header.base, message, &frame, NULL))
        die("frame", NNG_ENOMEM);
    return frame;
}

static load *load_new(void)
{
    load *l = calloc(1, sizeof(*l));

    if (!l || !(l->latencies = calloc(LATENCIES_MAX, sizeof(double))))
        die("load", NNG_ENOMEM);
    vd_arena_init(&l->arena, 0);
    return l;
}

static vd_str put_frame(vd_arena *arena, const char *id, const char *key)
{
    Valedor__V1__Fact sex = VALEDOR__V1__FACT__INIT;
    Valedor__V1__Fact birth = VALEDOR__V1__FACT__INIT;
    Valedor__V1__Fact *facts[] = {&sex, &birth};
    Valedor__V1__Case subject = VALEDOR__V1__CASE__INIT;
    Valedor__V1__PutCaseRequest put = VALEDOR__V1__PUT_CASE_REQUEST__INIT;

    sex.id = (char *)"sex";
    sex.value_case = VALEDOR__V1__FACT__VALUE_CODE;
    sex.code = (char *)"female";
    birth.id = (char *)"birth_on";
    birth.value_case = VALEDOR__V1__FACT__VALUE_DATE;
    birth.date = (char *)"1993-02-01";
    subject.id = (char *)id;
    subject.n_facts = 2;
    subject.facts = facts;
    put.case_ = &subject;
    return frame_of(arena, "valedor.v1.Cases/Put", &put.base, key);
}

/* Each put is a case and a key of its own; ids sort by time, as those do that the daemon gives. */
static vd_str next_put(load *l, asker *a)
{
    static _Thread_local char bytes[1024];
    static atomic_uint number;
    vd_arena arena;
    vd_str frame;
    char id[32];

    (void)l;
    (void)a;
    (void)snprintf(id, sizeof(id), "case-%010u", atomic_fetch_add(&number, 1));
    vd_arena_init(&arena, 0);
    frame = put_frame(&arena, id, id);
    memcpy(bytes, frame.ptr, frame.len);
    vd_arena_done(&arena);
    return (vd_str){bytes, frame.len};
}

static size_t answer_bytes(const char *url, vd_str frame)
{
    nng_socket socket;
    nng_msg *message = NULL;
    size_t len;

    must(nng_req0_open(&socket), "client");
    must(nng_dial(socket, url, NULL, 0), url);
    must(nng_msg_alloc(&message, 0), "message");
    must(nng_msg_append(message, frame.ptr, frame.len), "message");
    must(nng_sendmsg(socket, message, 0), "request");
    must(nng_recvmsg(socket, &message, 0), "answer");
    if (!is_good(message))
        (void)fprintf(stderr, "bench_rpc: %.*s\n", (int)nng_msg_len(message),
                      (char *)nng_msg_body(message));
    len = nng_msg_len(message);
    nng_msg_free(message);
    (void)nng_close(socket);
    return len;
}

/* A child ends with us, whatever ends us, and takes the signals that we have blocked. */
static pid_t fork_child(void)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    sigset_t none;

    if (pid < 0)
        die("fork", NNG_ENOMEM);
    if (pid)
        return pid;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    return 0;
}

static pid_t start_daemon(const char *program, const char *packs, const char *folder,
                          const char *ipc, const char *tcp)
{
    char store[200];
    pid_t pid = fork_child();

    if (pid)
        return pid;
    (void)snprintf(store, sizeof(store), "%s/store", folder);
    (void)execl(program, program, "--packs", packs, "--store", store, "--listen", ipc, "--listen",
                tcp, "--log-level", "error", (char *)NULL);
    perror(program);
    _exit(127);
}

static pid_t start_echo(const char *url, size_t bytes)
{
    pid_t pid = fork_child();

    if (pid == 0) {
        echo_bytes = bytes;
        serve_echo(url);
    }
    return pid;
}

/* In a process of its own, because nng does not outlive a fork. */
static size_t ask_size(const char *url, vd_str frame)
{
    int ends[2];
    size_t bytes = 0;
    pid_t pid;

    if (pipe(ends))
        die("pipe", NNG_ENOMEM);
    pid = fork_child();
    if (pid == 0) {
        struct timespec pause = {.tv_nsec = 10000000};
        double until = seconds_now() + START_SECONDS;

        while (access(url + strlen("ipc://"), F_OK) && seconds_now() < until)
            (void)nanosleep(&pause, NULL);
        bytes = answer_bytes(url, frame);
        (void)!write(ends[1], &bytes, sizeof(bytes));
        _exit(0);
    }
    (void)close(ends[1]); /* or its end would not be seen */
    if (read(ends[0], &bytes, sizeof(bytes)) != (ssize_t)sizeof(bytes))
        die("the daemon does not answer", NNG_ECONNREFUSED);
    (void)waitpid(pid, NULL, 0);
    (void)close(ends[0]);
    return bytes;
}

typedef struct setting {
    char folder[64];
    char ipc[128];
    char tcp[128];
    char echo_ipc[128];
    char echo_tcp[128];
    pid_t daemon;
    pid_t echo_ipc_pid;
    pid_t echo_tcp_pid;
} setting;

static void set_up(setting *s, const char *program, const char *packs)
{
    (void)strcpy(s->folder, "/tmp/valedor-bench-XXXXXX");
    if (!mkdtemp(s->folder))
        die("temporary folder", NNG_EPERM);
    (void)snprintf(s->ipc, sizeof(s->ipc), "ipc://%s/socket", s->folder);
    (void)snprintf(s->echo_ipc, sizeof(s->echo_ipc), "ipc://%s/echo", s->folder);
    (void)snprintf(s->tcp, sizeof(s->tcp), "tcp://127.0.0.1:%d", 20000 + (int)getpid() % 20000);
    (void)snprintf(s->echo_tcp, sizeof(s->echo_tcp), "tcp://127.0.0.1:%d",
                   40000 + (int)getpid() % 20000);
    s->daemon = start_daemon(program, packs, s->folder, s->ipc, s->tcp);
}

static setting here;
static pid_t owner; /* not a child that gives up */

static void end(pid_t pid, int number)
{
    if (pid <= 0)
        return;
    (void)kill(pid, number);
    (void)waitpid(pid, NULL, 0);
}

/* At exit, or when we are told to stop; who comes second waits for the end. */
static void tear_down(void)
{
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    char command[128];

    if (getpid() != owner)
        return;
    (void)pthread_mutex_lock(&once);
    end(here.daemon, SIGTERM);
    end(here.echo_ipc_pid, SIGKILL);
    end(here.echo_tcp_pid, SIGKILL);
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", here.folder);
    if (here.folder[0])
        (void)!system(command);
}

static void *await_signal(void *user)
{
    int number = 0;

    (void)sigwait(user, &number);
    tear_down();
    _exit(128 + number);
}

static void clean_up_always(void)
{
    static sigset_t signals;
    pthread_t thread;

    owner = getpid();
    (void)atexit(tear_down);
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (pthread_create(&thread, NULL, await_signal, &signals))
        die("thread", NNG_ENOMEM);
}

int main(int argc, char **argv)
{
    double seconds = argc > 3 ? strtod(argv[3], NULL) : 1.0;
    Valedor__V1__AssessRequest question = VALEDOR__V1__ASSESS_REQUEST__INIT;
    Valedor__V1__CheckRequest check = VALEDOR__V1__CHECK_REQUEST__INIT;
    load *assess = load_new();
    load *health = load_new();
    load *put = load_new();
    load *raw = load_new();
    setting *s = &here;
    size_t bytes;

    if (argc < 3) {
        (void)fprintf(stderr, "usage: bench_rpc VALEDORD PACKS [SECONDS]\n");
        return 64;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    clean_up_always();
    question.subject_case = VALEDOR__V1__ASSESS_REQUEST__SUBJECT_CASE_ID;
    question.case_id = (char *)"ana";
    question.rule = (char *)"mini.adult";
    question.when_case = VALEDOR__V1__ASSESS_REQUEST__WHEN_ON;
    question.on = (char *)"2024-01-01";
    assess->frame = frame_of(&assess->arena, "valedor.v1.Advice/Assess", &question.base, NULL);
    health->frame = frame_of(&health->arena, "valedor.v1.Health/Check", &check.base, NULL);
    put->request = next_put;
    raw->frame = assess->frame;

    set_up(s, argv[1], argv[2]);
    (void)ask_size(s->ipc, put_frame(&put->arena, "ana", "ana"));
    bytes = ask_size(s->ipc, assess->frame);
    s->echo_ipc_pid = start_echo(s->echo_ipc, bytes);
    s->echo_tcp_pid = start_echo(s->echo_tcp, bytes);
    (void)ask_size(s->echo_ipc, assess->frame);
    printf("request %zu bytes, answer %zu bytes; outstanding x connections; medians of %d runs of "
           "%.1f s\n",
           assess->frame.len, bytes, ROUNDS, seconds);
    {
        server tcp = {s->daemon, s->tcp};
        server ipc = {s->daemon, s->ipc};
        server echo_tcp = {s->echo_tcp_pid, s->echo_tcp};
        server echo_ipc = {s->echo_ipc_pid, s->echo_ipc};

        compare("assess one rule, tcp", assess, tcp, raw, echo_tcp, 64, 1, seconds);
        compare("assess one rule, tcp", assess, tcp, raw, echo_tcp, 64, 8, seconds);
        compare("assess one rule, tcp", assess, tcp, raw, echo_tcp, 1, 1, seconds);
        compare("assess one rule, ipc", assess, ipc, raw, echo_ipc, 64, 1, seconds);
        compare("health, tcp", health, tcp, raw, echo_tcp, 64, 1, seconds);
        compare("durable put, new case", put, tcp, raw, echo_tcp, 1, 1, seconds);
        compare("durable put, new case", put, tcp, raw, echo_tcp, 64, 1, seconds);
        compare("durable put, new case", put, tcp, raw, echo_tcp, 256, 8, seconds);
    }
    return 0;
}
