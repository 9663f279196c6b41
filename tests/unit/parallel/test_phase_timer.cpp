#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/phase_timer.hpp"

#include <catch2/catch.hpp>
#include <mpi.h>

#include <chrono>
#include <thread>

using namespace netseam::parallel;

TEST_CASE("phases add up and are reduced over ranks", "[mpi]") {
  const Communicator all = Communicator::duplicate(MPI_COMM_WORLD);
  PhaseTimer timer({"work", "nothing"});
  for (int i = 0; i < 2; ++i) {
    const auto scope = timer.measure(0);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  const auto times = timer.reduce(all);
  // a sleep lasts at least as long as asked for
  const bool right = times.size() == 2 && times[0].name == "work" && times[0].minimum >= 0.004 &&
                     times[0].minimum <= times[0].mean && times[0].mean <= times[0].maximum &&
                     timer.seconds(0) >= times[0].minimum && timer.seconds(0) <= times[0].maximum &&
                     times[1].maximum == 0;
  REQUIRE(all_of(all, right));
}
