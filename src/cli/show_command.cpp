#include "show_command.hpp"

#include "netseam/artifact/hierarchy_summary.hpp"
#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/artifact/layer_distances_summary.hpp"
#include "netseam/artifact/neuron_clusters_summary.hpp"
#include "netseam/artifact/result_kind.hpp"
#include "netseam/artifact/sculpt_file.hpp"
#include "netseam/artifact/train_file.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/verify_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace netseam::cli {
namespace {

struct ShowRequest {
  std::string file;
  bool json = false, verify = false;
};

ShowRequest parse(const std::vector<std::string>& arguments) {
  ShowRequest request;
  for (const std::string& argument : arguments) {
    if (argument == "--json")
      request.json = true;
    else if (argument == "--verify")
      request.verify = true;
    else if (argument.starts_with("-"))
      throw core::ConfigError(
          fmt::format("show: unknown option '{}', expected --json or --verify", argument));
    else if (!request.file.empty())
      throw core::ConfigError(fmt::format("show: unexpected argument '{}', expected one file", argument));
    else
      request.file = argument;
  }
  if (request.file.empty()) throw core::ConfigError("show: expected a result: netseam show FILE.h5");
  return request;
}

artifact::TextOptions text_options(std::FILE* out) {
  artifact::TextOptions options;
  winsize window{};
  if (isatty(fileno(out)) != 0) {
    options.colour = std::getenv("NO_COLOR") == nullptr &&
                     std::string_view(std::getenv("TERM") ? std::getenv("TERM") : "") != "dumb";
    if (ioctl(fileno(out), TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
      options.columns = std::max<std::size_t>(40, window.ws_col);
  }
  return options;
}

void verify(const parallel::Communicator& alone, const ShowRequest& request, std::FILE* out) {
  if (artifact::result_kind(request.file) != artifact::ResultKind::layers)
    throw core::ConfigError(fmt::format(
        "show: --verify recomputes files of netseam layers; {} is of another stage: compute it again into "
        "another study and compare the files",
        request.file));
  const auto report = pipeline::verify_layers(alone, request.file);
  for (const auto& line : report.notes) parallel::write_output(out, line + "\n");
  for (const auto& line : report.faults) parallel::write_output(out, line + "\n");
  if (!report.faults.empty())
    throw core::NumericalError(fmt::format("{}: {} of {} values are not what the inputs give: {}",
                                           request.file, report.wrong, report.values, report.faults.front()));
  parallel::write_output(
      out, fmt::format("{}: all {} values verified, largest relative difference {:.2g} ({:.2g} allowed)\n",
                       request.file, report.values, report.largest_difference, report.allowed_difference));
}

std::string summary(const ShowRequest& request, std::FILE* out) {
  const auto kind = artifact::result_kind(request.file);
  if (kind == artifact::ResultKind::train) {
    const auto file = artifact::load_trained_networks(request.file);
    return request.json ? artifact::train_summary_json(file) : artifact::train_summary_text(file);
  }
  if (kind == artifact::ResultKind::sculpt) {
    const auto file = artifact::load_sculpted_networks(request.file);
    return request.json ? artifact::sculpt_summary_json(file) : artifact::sculpt_summary_text(file);
  }
  if (kind == artifact::ResultKind::hierarchy) {
    const auto file = artifact::load_hierarchies(request.file);
    return request.json ? artifact::hierarchy_summary_lines(file) : artifact::hierarchy_summary_text(file);
  }
  if (kind == artifact::ResultKind::neurons) {
    const auto file = artifact::load_neuron_clusters(request.file);
    return request.json ? artifact::neurons_summary_json(file) : artifact::neurons_summary_text(file);
  }
  const auto file = artifact::load_layer_distances(request.file, artifact::LayersPart::summary);
  return request.json ? artifact::summary_json(file) : artifact::summary_text(file, text_options(out));
}

}  // namespace

core::ExitCode run_show_command(const parallel::Communicator& communicator,
                                const std::vector<std::string>& arguments, const Streams& streams) {
  const auto alone = communicator.split(communicator.rank());  // one rank does the work
  parallel::agree(communicator, [&] {
    const ShowRequest request = parse(arguments);
    if (!communicator.is_root()) return;
    if (request.verify) return verify(alone, request, streams.out);
    std::string text = summary(request, streams.out);
    if (!text.ends_with('\n')) text += '\n';
    parallel::write_output(streams.out, text);
  });
  return core::ExitCode::done;
}

}  // namespace netseam::cli
