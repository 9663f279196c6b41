#pragma once
#include "netseam/parallel/communicator.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace netseam::parallel {

/// Wall seconds that ranks spent in one phase.
struct PhaseTime {
  std::string name;
  double minimum = 0, mean = 0, maximum = 0;  // over ranks
};

/// Adds up the wall time of phases whose names are fixed at the start, the same on every rank.
class PhaseTimer {
 public:
  explicit PhaseTimer(std::vector<std::string> names);

  /// Adds the time until its destruction to one phase.
  class Scope {
   public:
    Scope(PhaseTimer& timer, std::size_t phase);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    Scope(Scope&&) = delete;
    Scope& operator=(Scope&&) = delete;

   private:
    PhaseTimer& timer_;
    std::size_t phase_;
    std::chrono::steady_clock::time_point begun_;
  };
  /// `phase` is a position in `names`.
  [[nodiscard]] Scope measure(std::size_t phase) { return {*this, phase}; }
  /// Seconds of this rank so far.
  [[nodiscard]] double seconds(std::size_t phase) const { return seconds_.at(phase); }
  /// All phases in the order of their names. Collective.
  [[nodiscard]] std::vector<PhaseTime> reduce(const Communicator& communicator) const;

 private:
  std::vector<std::string> names_;
  std::vector<double> seconds_;
};

}  // namespace netseam::parallel
