// SPDX-License-Identifier: Apache-2.0
// Linux x86-64: lets a library that was linked on a new system load on an old one (glibc 2.28, Resolve's oldest).
//
// What glibc gave a new version or a new home (2.33: stat, 2.34: threads and shared memory in libc itself) is defined here
// for this library alone, by the old version of the same function. What is new altogether (clockwait, arc4random,
// _dl_find_object, __libc_single_threaded), the compiler's own libraries ask for: here by what there was before.
// No header declares these functions here: their versions are chosen by name below.
#include <elf.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/random.h>
#include <time.h>

#define OLD(name, version) __asm__(".symver old_" #name "," #name "@" version)

struct stat;
struct stat64;

extern "C" {

OLD(pthread_create, "GLIBC_2.2.5");
OLD(pthread_join, "GLIBC_2.2.5");
OLD(pthread_once, "GLIBC_2.2.5");
OLD(pthread_detach, "GLIBC_2.2.5");
OLD(__pthread_key_create, "GLIBC_2.2.5");
OLD(pthread_cond_timedwait, "GLIBC_2.3.2");
OLD(pthread_mutex_timedlock, "GLIBC_2.2.5");
OLD(pthread_mutex_trylock, "GLIBC_2.2.5");
OLD(shm_open, "GLIBC_2.2.5");
OLD(shm_unlink, "GLIBC_2.2.5");
OLD(__xstat, "GLIBC_2.2.5");
OLD(__fxstat, "GLIBC_2.2.5");
int old_pthread_create(void*, const void*, void* (*)(void*), void*);
int old_pthread_join(unsigned long, void**);
int old_pthread_once(int*, void (*)());
int old_pthread_detach(unsigned long);
int old___pthread_key_create(unsigned int*, void (*)(void*));
int old_pthread_cond_timedwait(void*, void*, const timespec*);
int old_pthread_mutex_timedlock(void*, const timespec*);
int old_pthread_mutex_trylock(void*);
int old_shm_open(const char*, int, unsigned int);
int old_shm_unlink(const char*);
int old___xstat(int, const char*, struct stat*);
int old___fxstat(int, int, struct stat*);

// The layout of struct stat that x86-64 has.
constexpr int stat_version = 1;

int pthread_create(void* thread, const void* attributes, void* (*start)(void*), void* argument) {
  return old_pthread_create(thread, attributes, start, argument);
}
int pthread_join(unsigned long thread, void** result) { return old_pthread_join(thread, result); }
int pthread_once(int* control, void (*routine)()) { return old_pthread_once(control, routine); }
int pthread_detach(unsigned long thread) { return old_pthread_detach(thread); }
int pthread_mutex_trylock(void* mutex) { return old_pthread_mutex_trylock(mutex); }
int __pthread_key_create(unsigned int* key, void (*destroy)(void*)) { return old___pthread_key_create(key, destroy); }
int shm_open(const char* name, int flags, unsigned int mode) { return old_shm_open(name, flags, mode); }
int shm_unlink(const char* name) { return old_shm_unlink(name); }
int stat(const char* path, struct stat* into) { return old___xstat(stat_version, path, into); }
int fstat(int file, struct stat* into) { return old___fxstat(stat_version, file, into); }
int fstat64(int file, struct stat64* into) {
  return old___fxstat(stat_version, file, reinterpret_cast<struct stat*>(into));
}

// A time of `clock` as one of the real-time clock, which the older functions wait by. It follows when that clock is set.
static timespec real_time(int clock, const timespec* at) {
  constexpr long second = 1'000'000'000;
  timespec now_there, now_real;
  clock_gettime(clock, &now_there);
  clock_gettime(CLOCK_REALTIME, &now_real);
  timespec real{now_real.tv_sec + (at->tv_sec - now_there.tv_sec), now_real.tv_nsec + (at->tv_nsec - now_there.tv_nsec)};
  while (real.tv_nsec < 0) real.tv_nsec += second, --real.tv_sec;
  while (real.tv_nsec >= second) real.tv_nsec -= second, ++real.tv_sec;
  return real;
}

int pthread_cond_clockwait(void* condition, void* mutex, int clock, const timespec* until) {
  const timespec real = real_time(clock, until);
  return old_pthread_cond_timedwait(condition, mutex, &real);
}
int pthread_mutex_clocklock(void* mutex, int clock, const timespec* until) {
  const timespec real = real_time(clock, until);
  return old_pthread_mutex_timedlock(mutex, &real);
}

// std::random_device of the compiler's library.
uint32_t arc4random() {
  uint32_t value = 0;
  while (getentropy(&value, sizeof value) != 0) {
  }
  return value;
}

// False: counters that threads share are always changed by atomic instructions.
char __libc_single_threaded = 0;

// The unwinder asks for the tables of a piece of code, where it was built on glibc 2.35.
#ifdef DLFO_EH_SEGMENT_TYPE
static int find_object(dl_phdr_info* info, size_t, void* sought) {
  auto* found = static_cast<dl_find_object*>(sought);
  const uintptr_t address = reinterpret_cast<uintptr_t>(found->dlfo_map_start);
  bool inside = false;
  uintptr_t start = 0, end = 0, tables = 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    const uintptr_t from = info->dlpi_addr + header.p_vaddr;
    if (header.p_type == PT_GNU_EH_FRAME) tables = from;
    if (header.p_type != PT_LOAD || address < from || address >= from + header.p_memsz) continue;
    inside = true, start = from, end = from + header.p_memsz;
  }
  if (!inside || !tables) return 0;
  found->dlfo_map_start = reinterpret_cast<void*>(start);
  found->dlfo_map_end = reinterpret_cast<void*>(end);
  found->dlfo_eh_frame = reinterpret_cast<void*>(tables);
  return 1;
}

int _dl_find_object(void* address, dl_find_object* result) noexcept {
  dl_find_object found{};
  found.dlfo_map_start = address;
  if (dl_iterate_phdr(find_object, &found) != 1) return -1;
  *result = found;
  return 0;
}
#endif

}  // extern "C"
