#pragma once
#include "netseam/parallel/communicator.hpp"

#include <mpi.h>

#include <cstddef>
#include <memory>
#include <span>

namespace netseam::parallel {

/// Owner of one block of memory that all ranks of a node see (an MPI shared window). Zero at the start,
/// 64-byte aligned. A page belongs to the NUMA domain of the rank that first writes it. Move-only.
class SharedArray {
 public:
  /// Room for `bytes` bytes, the same number on all ranks of `node`. Collective over `node`.
  /// Fails on all of them with the code of ConfigError where the node has no room for it.
  SharedArray(const Communicator& node, std::size_t bytes);
  /// Collective over `node`. Nothing happens once MPI is finalised.
  ~SharedArray();
  SharedArray(SharedArray&& other) noexcept;
  SharedArray& operator=(SharedArray&& other) noexcept;
  SharedArray(const SharedArray&) = delete;
  SharedArray& operator=(const SharedArray&) = delete;

  /// The block; at another address on every rank.
  [[nodiscard]] std::span<std::byte> bytes() const noexcept { return bytes_; }
  /// What any rank wrote before is seen by all ranks after. Collective over `node`.
  void synchronise() const;

 private:
  void free() noexcept;
  struct Free {
    void operator()(std::byte* memory) const noexcept;
  };
  std::unique_ptr<std::byte, Free> private_;  // where the node has one rank, which needs no window
  MPI_Win window_ = MPI_WIN_NULL;
  MPI_Comm node_ = MPI_COMM_NULL;  // not owned; outlives the array
  std::span<std::byte> bytes_;
};

}  // namespace netseam::parallel
