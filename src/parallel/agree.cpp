#include "netseam/parallel/agree.hpp"

#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/ending.hpp"

#include <string>

namespace netseam::parallel {
namespace {

bool has_all_ranks(const Communicator& communicator) {
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  return communicator.size() == ranks;
}

}  // namespace

void throw_together(const Communicator& communicator, const std::exception_ptr& failure) {
  const std::int64_t lowest = all_reduce(
      communicator, std::int64_t{failure ? communicator.rank() : communicator.size()}, Reduction::minimum);
  if (lowest == communicator.size()) return;
  Failure shared;
  if (communicator.rank() == lowest) shared = describe(failure);
  const int root = static_cast<int>(lowest);
  shared.message = broadcast(communicator, shared.message, root);
  const auto code = broadcast(communicator, std::vector<int>{static_cast<int>(shared.code)}, root);
  const auto agreed = static_cast<core::ExitCode>(code.at(0));
  if (has_all_ranks(communicator)) throw AgreedError(agreed, shared.message);
  throw PartError(agreed, shared.message);
}

}  // namespace netseam::parallel
