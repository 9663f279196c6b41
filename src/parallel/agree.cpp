#include "netseam/parallel/agree.hpp"

#include "netseam/parallel/collectives.hpp"

#include <new>
#include <string>

namespace netseam::parallel {
namespace {

struct Failure {
  core::ExitCode code = core::ExitCode::internal;
  std::string message;
};

Failure describe(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const core::Error& error) {
    return {error.code(), error.what()};
  } catch (const std::bad_alloc&) {
    return {core::ExitCode::internal, "out of memory"};
  } catch (const std::exception& error) {
    return {core::ExitCode::internal, error.what()};
  } catch (...) {
    return {core::ExitCode::internal, "unknown failure"};
  }
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
  throw AgreedError(static_cast<core::ExitCode>(code.at(0)), shared.message);
}

}  // namespace netseam::parallel
