#pragma once
#include "netseam/core/error.hpp"
#include "netseam/parallel/communicator.hpp"

#include <exception>
#include <type_traits>
#include <utility>

namespace netseam::parallel {

/// An error that all ranks of a communicator throw at the same place, so that they may unwind together,
/// collective destructors included. Other ranks know nothing of it.
class PartError : public core::Error {
 public:
  using core::Error::Error;
};

/// The same of all ranks of the program. The only error that main catches: any other ends all ranks at once
/// (see ending.hpp).
class AgreedError : public PartError {
 public:
  using PartError::PartError;
};

/// Collective. Every rank passes the exception that it caught, or nothing. If any rank failed, all ranks
/// throw the same: code, message and cause of the lowest failing rank, see describe() in ending.hpp;
/// AgreedError where the communicator has all ranks of the program, else PartError.
void throw_together(const Communicator& communicator, const std::exception_ptr& failure);

/// Runs `work` on every rank, agrees on failure and returns its value where all succeeded. Collective; `work`
/// itself must not communicate, so that a rank that fails cannot leave another one waiting. An error that is
/// the same on all ranks without talk must go through here too, or its ranks end without unwinding.
template <class Work>
auto agree(const Communicator& communicator, Work&& work) -> decltype(work()) {
  std::exception_ptr failure;
  if constexpr (std::is_void_v<decltype(work())>) {
    try {
      std::forward<Work>(work)();
    } catch (...) {
      failure = std::current_exception();
    }
    throw_together(communicator, failure);
  } else {
    decltype(work()) value{};
    try {
      value = std::forward<Work>(work)();
    } catch (...) {
      failure = std::current_exception();
    }
    throw_together(communicator, failure);
    return value;
  }
}

}  // namespace netseam::parallel
