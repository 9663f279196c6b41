#include "netseam/parallel/large_page_buffer.hpp"

#include <new>
#include <sys/mman.h>
#include <utility>

namespace netseam::parallel {

LargePageBuffer::LargePageBuffer(std::size_t bytes) {
  if (bytes == 0) return;
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  bytes_ = {static_cast<std::byte*>(memory), bytes};
#ifdef MADV_HUGEPAGE
  (void)madvise(memory, bytes, MADV_HUGEPAGE);  // a wish; without it all is the same but slower
#endif
}

LargePageBuffer::~LargePageBuffer() {
  if (!bytes_.empty()) munmap(bytes_.data(), bytes_.size());
}

LargePageBuffer::LargePageBuffer(LargePageBuffer&& other) noexcept
    : bytes_(std::exchange(other.bytes_, std::span<std::byte>())) {}

LargePageBuffer& LargePageBuffer::operator=(LargePageBuffer&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace netseam::parallel
