/* Makes the Nth change to a history file fail or kill the process: LD_PRELOAD it.
 *
 * FAULT_AT=N counts write, pwrite, fsync, fdatasync, ftruncate and unlink on paths that hold "history.db".
 * FAULT=kill ends the process before the Nth, FAULT=EIO or FAULT=ENOSPC makes the Nth and all after it fail;
 * FAULT=unsynced makes every fsync and fdatasync fail, and nothing else.
 * FAULT_LOG names a file that holds the count.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long count;

static void report(void) {
    const char *log = getenv("FAULT_LOG");
    FILE *file = log ? fopen(log, "w") : NULL;
    if (file) {
        fprintf(file, "%ld", count);
        fclose(file);
    }
}

static int strikes(const char *path) {
    const char *at = getenv("FAULT_AT"), *fault = getenv("FAULT");
    if (!strstr(path, "history.db") || !at || !fault) return 0;
    count++;
    report();
    if (count < atol(at)) return 0;
    if (!strcmp(fault, "kill") && count == atol(at)) raise(SIGKILL);
    errno = !strcmp(fault, "ENOSPC") ? ENOSPC : EIO;
    return strcmp(fault, "count") && strcmp(fault, "unsynced");
}

static int strikes_fd(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strikes(path);
}

static int strikes_sync(int fd) {
    const char *fault = getenv("FAULT");
    if (!fault || strcmp(fault, "unsynced")) return strikes_fd(fd);
    errno = EIO;
    return 1;
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

ssize_t write(int fd, const void *data, size_t size) {
    return strikes_fd(fd) ? -1 : REAL(ssize_t, "write", int, const void *, size_t)(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return strikes_fd(fd) ? -1 : REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    return strikes_fd(fd) ? -1 : REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)(fd, data, size, at);
}
int fsync(int fd) { return strikes_sync(fd) ? -1 : REAL(int, "fsync", int)(fd); }
int fdatasync(int fd) { return strikes_sync(fd) ? -1 : REAL(int, "fdatasync", int)(fd); }
int ftruncate(int fd, off_t size) { return strikes_fd(fd) ? -1 : REAL(int, "ftruncate", int, off_t)(fd, size); }
int ftruncate64(int fd, off64_t size) { return strikes_fd(fd) ? -1 : REAL(int, "ftruncate64", int, off64_t)(fd, size); }
int unlink(const char *path) { return strikes(path) ? -1 : REAL(int, "unlink", const char *)(path); }
