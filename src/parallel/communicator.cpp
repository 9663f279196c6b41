#include "netseam/parallel/communicator.hpp"

#include <utility>

namespace netseam::parallel {

Communicator::Communicator(MPI_Comm owned) : handle_(owned) {
  MPI_Comm_rank(handle_, &rank_);
  MPI_Comm_size(handle_, &size_);
}

Communicator Communicator::duplicate(MPI_Comm parent) {
  MPI_Comm copy = MPI_COMM_NULL;
  MPI_Comm_dup(parent, &copy);
  return Communicator(copy);
}

Communicator Communicator::split(int colour) const {
  MPI_Comm part = MPI_COMM_NULL;
  MPI_Comm_split(handle_, colour, rank_, &part);
  return Communicator(part);
}

Communicator Communicator::split_node(int at_most) const {
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_split_type(handle_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &node);
  Communicator whole(node);
  if (at_most <= 0 || at_most >= whole.size()) return whole;
  return whole.split(whole.rank() / at_most);
}

Communicator::Communicator(Communicator&& other) noexcept
    : handle_(std::exchange(other.handle_, MPI_COMM_NULL)), rank_(other.rank_), size_(other.size_) {}

Communicator& Communicator::operator=(Communicator&& other) noexcept {
  if (this != &other) {
    free();
    handle_ = std::exchange(other.handle_, MPI_COMM_NULL);
    rank_ = other.rank_;
    size_ = other.size_;
  }
  return *this;
}

Communicator::~Communicator() { free(); }

void Communicator::free() noexcept {
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (handle_ != MPI_COMM_NULL && finalized == 0) MPI_Comm_free(&handle_);
  handle_ = MPI_COMM_NULL;
}

void Communicator::barrier() const { MPI_Barrier(handle_); }

}  // namespace netseam::parallel
