#include "report_command.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/launcher.hpp"
#include "netseam/pipeline/report_stage.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <span>

namespace netseam::cli {

core::ExitCode run_report_command(const parallel::Communicator& communicator,
                                  const std::vector<std::string>& arguments, const Streams& streams) {
  parallel::require_launcher_of_this_mpi(communicator);
  const pipeline::Config config = parallel::agree(communicator, [&] {
    if (arguments.empty() || arguments[0].starts_with("-"))
      throw core::ConfigError("report: expected a study file: netseam report STUDY.ini");
    return pipeline::read_study(arguments[0], std::span(arguments).subspan(1));
  });
  return pipeline::write_report(communicator, config, streams.screen);
}

}  // namespace netseam::cli
