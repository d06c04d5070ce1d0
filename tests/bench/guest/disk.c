/* disk read|write|random-read|random-write DEVICE COUNT: past the cache, COUNT MiB in sequence or COUNT times 4 KiB at
   random places; prints how many a second. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int random_places = !strncmp(argv[1], "random-", 7), writes = strstr(argv[1], "write") != NULL;
    int fd = open(argv[2], (writes ? O_WRONLY : O_RDONLY) | O_DIRECT), count = atoi(argv[3]);
    long size = random_places ? 4096 : 1 << 20, places = lseek(fd, 0, SEEK_END) / size;
    char *buffer = aligned_alloc(4096, 1 << 20);
    struct timespec began, ended;

    memset(buffer, 'x', 1 << 20);
    srandom(1);
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (long i = 0; i < count; i++) {
        long at = (random_places ? random() : i) % places * size;
        if ((writes ? pwrite(fd, buffer, size, at) : pread(fd, buffer, size, at)) != size)
            return 1;
    }
    if (fsync(fd))
        return 1;
    clock_gettime(CLOCK_MONOTONIC, &ended);
    printf("%.2f\n", count / (ended.tv_sec - began.tv_sec + (ended.tv_nsec - began.tv_nsec) / 1e9));
    return 0;
}
