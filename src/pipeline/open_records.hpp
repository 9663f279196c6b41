#pragma once
// The open pieces of a unit whose pieces are independent of each other: done by whichever rank is free.
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/record_shards.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace netseam::pipeline {

/// What doing records needs beside the work.
struct RecordRun {
  const parallel::Communicator& communicator;
  int ranks_per_node = 0;
  const core::StopFlag& stop;
  parallel::Log& log;
  const char* what;  // the records, for progress: "networks"
};

/// One record by its number; `cost` in any unit, `work` its bytes or nothing where it was stopped.
struct RecordWork {
  std::function<std::size_t(std::size_t)> cost;
  std::function<std::optional<std::vector<std::byte>>(std::size_t)> work;
};

/// Does the records 0 .. count - 1 that `shards` lacks, the dearest first, closes the shards and scans them
/// again. False where stopped early; what is finished is in the shards. Collective; what the work throws on
/// any rank reaches all.
[[nodiscard]] bool do_open_records(const RecordRun& run, RecordShards& shards, std::size_t count,
                                   const RecordWork& record);

}  // namespace netseam::pipeline
