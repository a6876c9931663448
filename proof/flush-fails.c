/* Loaded before the database server of the proof crash/flush: while the file named by EBOK_FLUSH_FAILS is there, flushing files
 * whose path holds its text fails as on a broken disk. Each such failure is one byte more in the file beside it (.met). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int broken(int fd)
{
    const char *order = getenv("EBOK_FLUSH_FAILS");
    char wanted[64], link[64], path[4096];
    int file = order ? open(order, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return 0;
    ssize_t length = read(file, wanted, sizeof wanted - 1);
    close(file);
    if (length <= 0)
        return 0;
    wanted[length] = 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    if (!strstr(path, wanted))
        return 0;
    snprintf(path, sizeof path, "%s.met", order);
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file >= 0) {
        if (write(file, "!", 1) < 0)
            errno = 0;
        close(file);
    }
    errno = EIO;
    return 1;
}

int fsync(int fd)
{
    static int (*real)(int);
    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return broken(fd) ? -1 : real(fd);
}

int fdatasync(int fd)
{
    static int (*real)(int);
    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return broken(fd) ? -1 : real(fd);
}
