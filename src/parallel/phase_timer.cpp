#include "netseam/parallel/phase_timer.hpp"

#include "netseam/parallel/collectives.hpp"

#include <utility>

namespace netseam::parallel {

PhaseTimer::PhaseTimer(std::vector<std::string> names)
    : names_(std::move(names)), seconds_(names_.size(), 0.0) {}

PhaseTimer::Scope::Scope(PhaseTimer& timer, std::size_t phase)
    : timer_(timer), phase_(phase), begun_(std::chrono::steady_clock::now()) {}

PhaseTimer::Scope::~Scope() {
  timer_.seconds_[phase_] += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
}

std::vector<PhaseTime> PhaseTimer::reduce(const Communicator& communicator) const {
  std::vector<PhaseTime> times;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    times.push_back({names_[i], all_reduce(communicator, seconds_[i], Reduction::minimum),
                     all_reduce(communicator, seconds_[i], Reduction::sum) / communicator.size(),
                     all_reduce(communicator, seconds_[i], Reduction::maximum)});
  }
  return times;
}

}  // namespace netseam::parallel
