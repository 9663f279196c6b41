/* For LD_PRELOAD: a disk that fails as the environment says, for files whose path holds FAULTY_PATH, on the rank
 * FAULTY_RANK (all ranks where that is not set):
 *   FAULTY_WRITE=ERRNO    each write behind FAULTY_ROOM bytes of the file fails
 *   FAULTY_SYNC=ERRNO     fsync and fdatasync fail
 *   FAULTY_RESERVE=ERRNO  fallocate fails
 *   FAULTY_RESERVE=hang   fallocate does not return
 * and on that rank, whatever FAULTY_PATH is:
 *   FAULTY_MEMORY=BYTES   there is no memory for so many bytes and more at once */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static const char* setting_of_rank(const char* name) {
  const char *value = getenv(name), *rank = getenv("FAULTY_RANK"), *own = getenv("OMPI_COMM_WORLD_RANK");
  return rank == NULL || (own != NULL && strcmp(rank, own) == 0) ? value : NULL;
}

extern void* __libc_malloc(size_t bytes);
extern void* __libc_memalign(size_t alignment, size_t bytes);

static int is_too_much(size_t bytes) {
  const char* most = bytes < (1 << 20) ? NULL : setting_of_rank("FAULTY_MEMORY");
  if (most == NULL || bytes < strtoull(most, NULL, 10)) return 0;
  errno = ENOMEM;
  return 1;
}

void* malloc(size_t bytes) { return is_too_much(bytes) ? NULL : __libc_malloc(bytes); }

void* aligned_alloc(size_t alignment, size_t bytes) {
  return is_too_much(bytes) ? NULL : __libc_memalign(alignment, bytes);
}

static const char* setting(const char* name, int descriptor) {
  const char *value = setting_of_rank(name), *part = getenv("FAULTY_PATH");
  char link[64], path[4096];
  ssize_t length;
  if (value == NULL || part == NULL) return NULL;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  length = readlink(link, path, sizeof path - 1);
  if (length < 0) return NULL;
  path[length] = 0;
  return strstr(path, part) != NULL ? value : NULL;
}

static int is_refused(int descriptor, off_t offset, size_t bytes) {
  const char* reason = setting("FAULTY_WRITE", descriptor);
  const char* room = getenv("FAULTY_ROOM");
  if (reason == NULL || offset + (off_t)bytes <= (room ? atoll(room) : 0)) return 0;
  errno = atoi(reason);
  return 1;
}

static size_t size_of(const struct iovec* parts, int count) {
  size_t bytes = 0;
  for (int i = 0; i < count; ++i) bytes += parts[i].iov_len;
  return bytes;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int descriptor, const void* values, size_t bytes) {
  if (is_refused(descriptor, lseek(descriptor, 0, SEEK_CUR), bytes)) return -1;
  return NEXT(write)(descriptor, values, bytes);
}

ssize_t pwrite(int descriptor, const void* values, size_t bytes, off_t offset) {
  if (is_refused(descriptor, offset, bytes)) return -1;
  return NEXT(pwrite)(descriptor, values, bytes, offset);
}

ssize_t pwrite64(int descriptor, const void* values, size_t bytes, off64_t offset) {
  if (is_refused(descriptor, offset, bytes)) return -1;
  return NEXT(pwrite64)(descriptor, values, bytes, offset);
}

ssize_t writev(int descriptor, const struct iovec* parts, int count) {
  if (is_refused(descriptor, lseek(descriptor, 0, SEEK_CUR), size_of(parts, count))) return -1;
  return NEXT(writev)(descriptor, parts, count);
}

ssize_t pwritev(int descriptor, const struct iovec* parts, int count, off_t offset) {
  if (is_refused(descriptor, offset, size_of(parts, count))) return -1;
  return NEXT(pwritev)(descriptor, parts, count, offset);
}

ssize_t pwritev64(int descriptor, const struct iovec* parts, int count, off64_t offset) {
  if (is_refused(descriptor, offset, size_of(parts, count))) return -1;
  return NEXT(pwritev64)(descriptor, parts, count, offset);
}

static int reserve_fails(int descriptor) {
  const char* reason = setting("FAULTY_RESERVE", descriptor);
  if (reason == NULL) return 0;
  while (strcmp(reason, "hang") == 0) sleep(1000);
  errno = atoi(reason);
  return 1;
}

int fallocate(int descriptor, int mode, off_t offset, off_t bytes) {
  return reserve_fails(descriptor) ? -1 : NEXT(fallocate)(descriptor, mode, offset, bytes);
}

int fallocate64(int descriptor, int mode, off64_t offset, off64_t bytes) {
  return reserve_fails(descriptor) ? -1 : NEXT(fallocate64)(descriptor, mode, offset, bytes);
}

static int sync_fails(int descriptor) {
  const char* reason = setting("FAULTY_SYNC", descriptor);
  if (reason == NULL) return 0;
  errno = atoi(reason);
  return 1;
}

int fsync(int descriptor) { return sync_fails(descriptor) ? -1 : NEXT(fsync)(descriptor); }

int fdatasync(int descriptor) { return sync_fails(descriptor) ? -1 : NEXT(fdatasync)(descriptor); }
