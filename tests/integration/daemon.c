#include "tests/integration/daemon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

double seconds_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

const char *daemon_path(const vd_daemon *daemon, const char *name)
{
    static char path[256];

    (void)snprintf(path, sizeof(path), "%s/%s", daemon->folder, name);
    return path;
}

void make_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0600);

    assert_true(fd >= 0);
    (void)close(fd);
}

void await_file(const char *path)
{
    double until = seconds_now() + WAIT_SECONDS;
    struct timespec pause = {.tv_nsec = 1000000};

    while (access(path, F_OK)) {
        assert_true(seconds_now() < until);
        (void)nanosleep(&pause, NULL);
    }
}

void daemon_init(vd_daemon *daemon)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};

    *daemon = (vd_daemon){.notify = -1};
    (void)strcpy(daemon->folder, "/tmp/valedord-test-XXXXXX");
    assert_non_null(mkdtemp(daemon->folder));
    (void)snprintf(daemon->ipc, sizeof(daemon->ipc), "ipc://%s/socket", daemon->folder);
    (void)snprintf(daemon->tcp, sizeof(daemon->tcp), "tcp://127.0.0.1:0");
    (void)snprintf(daemon->packs, sizeof(daemon->packs), "%s/tests/integration/packs",
                   VD_SOURCE_DIR);
    daemon->notify = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(daemon->notify >= 0);
    (void)snprintf(at.sun_path, sizeof(at.sun_path), "%s/notify", daemon->folder);
    assert_int_equal(bind(daemon->notify, (struct sockaddr *)&at, sizeof(at)), 0);
}

static void remove_folder(const char *folder)
{
    DIR *files = opendir(folder);

    for (struct dirent *file = NULL; files && (file = readdir(files));) {
        char path[600];
        struct stat about;

        if (!strcmp(file->d_name, ".") || !strcmp(file->d_name, ".."))
            continue;
        (void)snprintf(path, sizeof(path), "%s/%s", folder, file->d_name);
        if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode))
            remove_folder(path);
        else
            (void)unlink(path);
    }
    if (files)
        (void)closedir(files);
    (void)rmdir(folder);
}

void daemon_done(vd_daemon *daemon)
{
    if (daemon->pid > 0) {
        (void)kill(daemon->pid, SIGKILL);
        (void)waitpid(daemon->pid, NULL, 0);
    }
    if (daemon->notify >= 0)
        (void)close(daemon->notify);
    remove_folder(daemon->folder);
}

static void show_log(const vd_daemon *daemon)
{
    char line[2048];
    FILE *log = fopen(daemon_path(daemon, "log"), "r");

    print_error("the daemon's log:\n");
    while (log && fgets(line, sizeof(line), log))
        print_error("  %s", line);
    if (log)
        (void)fclose(log);
}

#define FAIL_WITH_LOG(daemon, ...) \
    do {                           \
        print_error(__VA_ARGS__);  \
        show_log(daemon);          \
        fail();                    \
    } while (0)

static void set_environment(const vd_daemon *daemon)
{
    char preload[600];

    (void)setenv("NOTIFY_SOCKET", daemon_path(daemon, "notify"), 1);
    for (size_t i = 0; daemon->env[i]; i++) {
        const char *equals = strchr(daemon->env[i], '=');

        (void)snprintf(preload, sizeof(preload), "%.*s", (int)(equals - daemon->env[i]),
                       daemon->env[i]);
        (void)setenv(preload, equals + 1, 1);
    }
    if (!daemon->unsynced)
        return;
    (void)snprintf(preload, sizeof(preload), "%s/libvd_unsynced.so", VD_TEST_DIR);
    (void)setenv("LD_PRELOAD", preload, 1);
    /* The library replaces nothing that the sanitizer needs. */
    (void)setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
}

static void run(const vd_daemon *daemon)
{
    char store[128];
    char program[512];
    const char *bin_dir = getenv("VD_BIN_DIR"); /* unset in a shell */
    const char *arguments[24] = {"valedord", "--packs",   daemon->packs, "--store",  store,
                                 "--listen", daemon->ipc, "--listen",    daemon->tcp};
    size_t count = 9;
    int log = open(daemon_path(daemon, "log"), O_WRONLY | O_CREAT | O_APPEND, 0600);

    (void)snprintf(store, sizeof(store), "%s/store", daemon->folder);
    (void)snprintf(program, sizeof(program), "%s/valedord", bin_dir ? bin_dir : VD_BIN_DIR);
    for (size_t i = 0; daemon->extra[i]; i++)
        arguments[count++] = daemon->extra[i];
    (void)dup2(log, STDERR_FILENO);
    (void)dup2(log, STDOUT_FILENO);
    set_environment(daemon);
    (void)execve(program, (char *const *)arguments, environ);
    (void)dprintf(STDERR_FILENO, "%s cannot be run: %s\n", program, strerror(errno));
    _exit(127);
}

static void launch(vd_daemon *daemon)
{
    daemon->pid = fork();
    assert_true(daemon->pid >= 0);
    if (daemon->pid == 0)
        run(daemon);
}

/* The port that the system chose is kept, so that the next start has the same address. */
static void read_address(vd_daemon *daemon)
{
    char line[2048];
    FILE *log = fopen(daemon_path(daemon, "log"), "r");

    while (log && fgets(line, sizeof(line), log)) {
        char *url = strstr(line, "event=listening url=tcp://");

        if (!url)
            continue;
        url += strlen("event=listening url=");
        url[strcspn(url, " \n")] = '\0';
        (void)snprintf(daemon->tcp, sizeof(daemon->tcp), "%s", url);
    }
    if (log)
        (void)fclose(log);
}

/* False when it ended instead, as waitpid then says in *ret_status. */
static bool await_ready(vd_daemon *daemon, int *ret_status)
{
    double until = seconds_now() + WAIT_SECONDS;

    for (;;) {
        struct pollfd wait = {.fd = daemon->notify, .events = POLLIN};
        char said[64];
        ssize_t len;

        if (poll(&wait, 1, 20) > 0) {
            len = recv(daemon->notify, said, sizeof(said) - 1, 0);
            said[len > 0 ? len : 0] = '\0';
            if (!strcmp(said, "READY=1"))
                return true;
            continue;
        }
        if (waitpid(daemon->pid, ret_status, WNOHANG) == daemon->pid) {
            daemon->pid = 0;
            return false;
        }
        if (seconds_now() > until)
            FAIL_WITH_LOG(daemon, "the daemon was not ready in time\n");
    }
}

static void fail_unready(const vd_daemon *daemon, int status)
{
    FAIL_WITH_LOG(daemon, "the daemon ended before it was ready, with %s %d\n",
                  WIFSIGNALED(status) ? "signal" : "status",
                  WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

void daemon_await_ready(vd_daemon *daemon)
{
    int status = 0;

    if (!await_ready(daemon, &status))
        fail_unready(daemon, status);
}

static bool try_start(vd_daemon *daemon, int *ret_status)
{
    launch(daemon);
    if (!await_ready(daemon, ret_status))
        return false;
    read_address(daemon);
    return true;
}

bool daemon_try_start(vd_daemon *daemon)
{
    int status;

    return try_start(daemon, &status);
}

void daemon_start(vd_daemon *daemon)
{
    int status = 0;

    if (!try_start(daemon, &status))
        fail_unready(daemon, status);
}

int daemon_fail(vd_daemon *daemon)
{
    int status;

    launch(daemon);
    status = daemon_wait(daemon);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

void daemon_signal(vd_daemon *daemon, int number)
{
    assert_int_equal(kill(daemon->pid, number), 0);
}

int daemon_wait(vd_daemon *daemon)
{
    double until = seconds_now() + WAIT_SECONDS;
    struct timespec pause = {.tv_nsec = 2000000};
    int status = 0;

    while (waitpid(daemon->pid, &status, WNOHANG) == 0) {
        if (seconds_now() > until)
            FAIL_WITH_LOG(daemon, "the daemon did not end in time\n");
        (void)nanosleep(&pause, NULL);
    }
    daemon->pid = 0;
    return status;
}

void daemon_stop(vd_daemon *daemon)
{
    int status;

    daemon_signal(daemon, SIGTERM);
    status = daemon_wait(daemon);
    if (!WIFEXITED(status) || WEXITSTATUS(status))
        FAIL_WITH_LOG(daemon, "the daemon did not end in order (%d)\n", status);
}

void daemon_kill(vd_daemon *daemon)
{
    daemon_signal(daemon, SIGKILL);
    (void)daemon_wait(daemon);
}

size_t daemon_fds(const vd_daemon *daemon)
{
    char path[64];
    DIR *fds;
    size_t count = 0;

    (void)snprintf(path, sizeof(path), "/proc/%ld/fd", (long)daemon->pid);
    fds = opendir(path);
    assert_non_null(fds);
    for (struct dirent *fd = NULL; (fd = readdir(fds));)
        count += fd->d_name[0] != '.';
    (void)closedir(fds);
    return count;
}

void daemon_await_fds(const vd_daemon *daemon, size_t most)
{
    double until = seconds_now() + WAIT_SECONDS;
    struct timespec pause = {.tv_nsec = 20000000};

    while (daemon_fds(daemon) > most) {
        if (seconds_now() > until)
            FAIL_WITH_LOG(daemon, "the daemon has %zu descriptors open, not %zu\n",
                          daemon_fds(daemon), most);
        (void)nanosleep(&pause, NULL);
    }
}

bool daemon_logged(const vd_daemon *daemon, const char *text)
{
    char line[4096];
    bool found = false;
    FILE *log = fopen(daemon_path(daemon, "log"), "r");

    while (log && !found && fgets(line, sizeof(line), log))
        found = strstr(line, text) != NULL;
    if (log)
        (void)fclose(log);
    return found;
}
