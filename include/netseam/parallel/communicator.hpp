#pragma once
#include <mpi.h>

#include <string>

namespace netseam::parallel {

/// Owner of a duplicated or split MPI communicator. Move-only; freed on destruction unless MPI is finalised.
/// Errors of MPI itself are fatal by MPI's default handler. Every function that takes a Communicator and says
/// "collective" must be called by all of its ranks.
class Communicator {
 public:
  /// Duplicates `parent`. Collective over `parent`.
  [[nodiscard]] static Communicator duplicate(MPI_Comm parent);
  /// The ranks that share this rank's memory (one node). Collective.
  /// `at_most` > 0 cuts a node into parts of that many ranks, to try many-node behaviour on one machine.
  [[nodiscard]] Communicator split_node(int at_most = 0) const;
  /// The ranks that pass the same colour, ordered by rank. Collective.
  [[nodiscard]] Communicator split(int colour) const;

  Communicator(Communicator&& other) noexcept;
  Communicator& operator=(Communicator&& other) noexcept;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  ~Communicator();

  [[nodiscard]] int rank() const noexcept { return rank_; }
  [[nodiscard]] int size() const noexcept { return size_; }
  [[nodiscard]] bool is_root() const noexcept { return rank_ == 0; }
  [[nodiscard]] MPI_Comm get() const noexcept { return handle_; }
  /// Waits for all ranks. Collective.
  void barrier() const;

 private:
  explicit Communicator(MPI_Comm owned);
  void free() noexcept;
  MPI_Comm handle_ = MPI_COMM_NULL;
  int rank_ = 0, size_ = 1;
};

}  // namespace netseam::parallel
