#include "netseam/parallel/collectives.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace netseam::parallel {
namespace {

constexpr std::size_t largest_message = std::size_t{1} << 30;

MPI_Op mpi_operation(Reduction reduction) {
  switch (reduction) {
    case Reduction::sum:
      return MPI_SUM;
    case Reduction::minimum:
      return MPI_MIN;
    case Reduction::maximum:
      return MPI_MAX;
  }
  return MPI_OP_NULL;
}

}  // namespace

double all_reduce(const Communicator& communicator, double value, Reduction reduction) {
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, mpi_operation(reduction), communicator.get());
  return value;
}

std::int64_t all_reduce(const Communicator& communicator, std::int64_t value, Reduction reduction) {
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_INT64_T, mpi_operation(reduction), communicator.get());
  return value;
}

void all_reduce_in_place(const Communicator& communicator, std::span<double> values, Reduction reduction) {
  MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_DOUBLE,
                mpi_operation(reduction), communicator.get());
}

void all_reduce_in_place(const Communicator& communicator, std::span<std::int32_t> values,
                         Reduction reduction) {
  MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_INT32_T,
                mpi_operation(reduction), communicator.get());
}

bool any_of(const Communicator& communicator, bool value) {
  return all_reduce(communicator, std::int64_t{value}, Reduction::maximum) != 0;
}

bool all_of(const Communicator& communicator, bool value) { return !any_of(communicator, !value); }

void broadcast_in_place(const Communicator& communicator, std::span<std::byte> bytes, int root) {
  for (std::size_t start = 0; start < bytes.size(); start += largest_message) {
    const std::size_t count = std::min(largest_message, bytes.size() - start);
    MPI_Bcast(bytes.data() + start, static_cast<int>(count), MPI_BYTE, root, communicator.get());
  }
}

std::vector<std::byte> broadcast_bytes(const Communicator& communicator, std::vector<std::byte> bytes,
                                       int root) {
  std::uint64_t size = bytes.size();
  MPI_Bcast(&size, 1, MPI_UINT64_T, root, communicator.get());
  bytes.resize(size);
  broadcast_in_place(communicator, bytes, root);
  return bytes;
}

std::string broadcast(const Communicator& communicator, const std::string& text, int root) {
  const auto view = std::as_bytes(std::span(text));
  const auto bytes = broadcast_bytes(communicator, {view.begin(), view.end()}, root);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::vector<std::byte>> all_gather_bytes(const Communicator& communicator,
                                                     std::span<const std::byte> bytes) {
  std::vector<std::vector<std::byte>> parts(static_cast<std::size_t>(communicator.size()));
  std::vector<std::uint64_t> sizes(parts.size());
  const std::uint64_t own = bytes.size();
  MPI_Allgather(&own, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, communicator.get());
  const std::uint64_t total = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
  if (total > largest_message) {  // counts of one MPI call are 32-bit
    for (std::size_t rank = 0; rank < parts.size(); ++rank) {
      if (static_cast<int>(rank) == communicator.rank()) parts[rank].assign(bytes.begin(), bytes.end());
      parts[rank] = broadcast_bytes(communicator, std::move(parts[rank]), static_cast<int>(rank));
    }
    return parts;
  }
  std::vector<int> counts(parts.size()), offsets(parts.size());
  int offset = 0;
  for (std::size_t rank = 0; rank < parts.size(); ++rank) {
    counts[rank] = static_cast<int>(sizes[rank]);
    offsets[rank] = std::exchange(offset, offset + counts[rank]);
  }
  std::vector<std::byte> joined(total);
  MPI_Allgatherv(bytes.data(), static_cast<int>(own), MPI_BYTE, joined.data(), counts.data(), offsets.data(),
                 MPI_BYTE, communicator.get());
  for (std::size_t rank = 0; rank < parts.size(); ++rank) {
    const auto first = joined.begin() + offsets[rank];
    parts[rank].assign(first, first + counts[rank]);
  }
  return parts;
}

}  // namespace netseam::parallel
