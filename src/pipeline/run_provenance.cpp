#include "run_provenance.hpp"

#include "netseam_build_version.hpp"

#include "netseam/parallel/library_version.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/store/library_version.hpp"

#include <boost/version.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

namespace netseam::pipeline {

store::Provenance describe_run(const parallel::Communicator& communicator, const Config& config,
                               const WorkUnit& unit, const UnitIdentity& identity, const RunFacts& facts) {
  store::Provenance provenance;
  provenance.add("study", config.study.name);
  provenance.add("checkpoint", unit.checkpoint);
  provenance.add("checkpoint_path", std::filesystem::absolute(unit.source).lexically_normal().string());
  provenance.add("study_file", config.file.string());
  provenance.add("config", resolved_study_text(config));
  add_identity(provenance, identity);
  provenance.add("netseam_version", build_version);
  provenance.add("git_commit", build_commit);
  provenance.add("compiler", __VERSION__);
  provenance.add("mpi", parallel::library_version());
  provenance.add("hdf5", store::library_version());
  provenance.add("boost", BOOST_LIB_VERSION);
  provenance.add("dense_libraries", facts.dense_libraries);
  if (!facts.library.empty()) provenance.add("product_library", facts.library);
  if (!facts.processor.empty()) provenance.add("processor", facts.processor);
  provenance.add("seed", fmt::format("{}", config.study.seed));
  provenance.add("ranks", fmt::format("{}", communicator.size()));
  provenance.add("threads_per_rank", "1");
  provenance.add("pairs_from_shards", fmt::format("{}", facts.pairs_from_shards));
  provenance.add("started", facts.started);
  provenance.add("finished", parallel::iso_time(std::chrono::system_clock::now()));
  for (const auto& time : facts.times)
    provenance.add("seconds_" + time.name, fmt::format("min {:.3f} mean {:.3f} max {:.3f} over ranks",
                                                       time.minimum, time.mean, time.maximum));
  for (const char* variable :
       {"SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID", "SLURM_JOB_NODELIST"})
    if (const char* value = std::getenv(variable)) provenance.add(variable, value);
  return provenance;
}

}  // namespace netseam::pipeline
