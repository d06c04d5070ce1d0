/* spin THREADS ROUNDS: each thread takes one spinlock ROUNDS times; prints the seconds that takes. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static atomic_flag lock = ATOMIC_FLAG_INIT;
static volatile long shared;
static long rounds;

static void *work(void *unused)
{
    for (long i = 0; i < rounds; i++) {
        while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire))
            __builtin_ia32_pause();
        shared++;
        atomic_flag_clear_explicit(&lock, memory_order_release);
    }
    return unused;
}

int main(int argc, char **argv)
{
    int count = atoi(argv[1]);
    pthread_t threads[16];
    struct timespec began, ended;

    rounds = atol(argv[2]);
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    if (shared != count * rounds)
        return 1;
    printf("%.3f\n", ended.tv_sec - began.tv_sec + (ended.tv_nsec - began.tv_nsec) / 1e9);
    return 0;
}
