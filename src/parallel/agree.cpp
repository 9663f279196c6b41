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
  const auto numbers = broadcast(
      communicator, std::vector<int>{static_cast<int>(shared.code), static_cast<int>(shared.cause)}, root);
  const auto code = static_cast<core::ExitCode>(numbers.at(0));
  const auto cause = static_cast<core::Cause>(numbers.at(1));
  if (has_all_ranks(communicator)) throw AgreedError(code, shared.message, cause);
  throw PartError(code, shared.message, cause);
}

}  // namespace netseam::parallel
