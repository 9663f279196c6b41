#include "open_records.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/grouped_work.hpp"
#include "netseam/parallel/progress.hpp"

#include <algorithm>

namespace netseam::pipeline {

bool do_open_records(const RecordRun& run, RecordShards& shards, std::size_t count,
                     const RecordWork& record) {
  std::vector<std::size_t> open;
  for (std::size_t index = 0; index < count; ++index)
    if (!shards.has(index)) open.push_back(index);
  std::ranges::stable_sort(open, std::greater{}, record.cost);
  bool complete = true;
  if (!open.empty()) {
    parallel::GroupedWork groups(run.communicator, {open.size(), 1, run.ranks_per_node});
    const std::size_t before = count - open.size();
    parallel::Progress progress(run.log, run.what, count, before);
    complete = groups.run(
        [&](std::size_t item) {
          const auto bytes = record.work(open[item]);
          if (bytes) shards.add(open[item], *bytes);
          return bytes.has_value();
        },
        run.stop, [&](std::size_t done) { progress.update(before + done); });
    progress.finish();
  }
  parallel::agree(run.communicator, [&] { shards.close(); });
  if (complete) shards.scan();
  return complete;
}

}  // namespace netseam::pipeline
