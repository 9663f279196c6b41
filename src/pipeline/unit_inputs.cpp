#include "netseam/pipeline/unit_inputs.hpp"

#include "previous_permutations.hpp"
#include "twin_networks.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/input/file_fingerprint.hpp"
#include "netseam/input/tensor_set.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"
#include "netseam/parallel/process_sign.hpp"
#include "netseam/pipeline/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace netseam::pipeline {
namespace {

constexpr std::int64_t coarsest_clock = 2'000'000'000;  // ns; the times of FAT, the coarsest in use

std::string escaped(const std::string& name) {
  std::string text;
  for (const char c : name)
    text += (c >= 0 && c < 0x20) || c == 0x7f || c == '%' || c == '='
                ? fmt::format("%{:02X}", static_cast<unsigned>(c))
                : std::string(1, c);
  return text;
}

/// Files of different places that would have one name get a number behind it.
void add_file(UnitSources& sources, InputFile added) {
  const std::string name = added.key;
  for (std::size_t number = 2;; ++number) {
    const auto known = std::ranges::find(sources.files, added.key, &InputFile::key);
    if (known == sources.files.end()) break;
    if (known->file.lexically_normal() == added.file.lexically_normal() && known->counts == added.counts)
      return;
    added.key = fmt::format("{} ({})", name, number);
  }
  sources.files.push_back(std::move(added));
}

void add_activations(UnitSources& sources, const Config& config, const std::string& prefix,
                     const std::filesystem::path& source) {
  add_layers(sources, prefix, source, input::expand_files(source, config.input.activations));
}

/// Files that an option names, by the option and their path from the study file.
void add_named(UnitSources& sources, const Config& config, const char* option,
               const std::vector<std::string>& named) {
  for (const std::string& file : named)
    if (!file.empty())
      add_files(sources, fmt::format("{} ", option), config.file.parent_path(), {config.resolve(file)});
}

bool uses_previous(const Config& config) {
  return std::ranges::find(config.layers.start, data::Start::previous) != config.layers.start.end();
}

std::vector<std::filesystem::path> paths_of(const UnitSources& sources) {
  std::vector<std::filesystem::path> paths;
  for (const auto& input : sources.files) paths.push_back(input.file);
  return paths;
}

/// A line "KEY = VALUE" for each file.
template <class Values>
std::string lines_of(const UnitSources& sources, const Values& value_of) {
  std::string text;
  for (std::size_t k = 0; k < sources.files.size(); ++k)
    text += fmt::format("{} = {}\n", sources.files[k].key, value_of(k));
  return text;
}

std::string stamp_lines(const UnitSources& sources, std::span<const input::FileStamp> stamps) {
  return lines_of(sources, [&](std::size_t k) { return input::stamp_text(stamps[k]); });
}

std::int64_t now_in_nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// The sources that the root found, on every rank.
UnitSources broadcast_sources(const parallel::Communicator& communicator, const UnitSources& own) {
  std::string joined = own.options + '\0';
  for (const auto& input : own.files)
    joined += input.key + '\0' + input.file.string() + '\0' +
              (input.counts == InputFile::Content::bytes ? 'b' : 'c') + '\0';
  joined = parallel::broadcast(communicator, joined);
  std::vector<std::string> part(1);
  for (const char c : joined)
    if (c == '\0')
      part.emplace_back();
    else
      part.back() += c;
  UnitSources sources{part[0], {}};
  for (std::size_t k = 1; k + 2 < part.size(); k += 3)
    sources.files.push_back({part[k], part[k + 1],
                             part[k + 2] == "b" ? InputFile::Content::bytes : InputFile::Content::couplings});
  return sources;
}

/// A watch of the files on this rank; they are there and of one size on all ranks. Collective.
std::shared_ptr<input::InputWatch> watch_together(const parallel::Communicator& communicator,
                                                  const UnitSources& sources) {
  const std::string here = fmt::format("rank {} on {}", communicator.rank(), parallel::host_name());
  const auto watch = parallel::agree(communicator, [&] {
    try {
      return std::make_shared<input::InputWatch>(paths_of(sources),
                                                 static_cast<std::size_t>(communicator.size()));
    } catch (const core::InputError& error) {
      if (communicator.is_root()) throw;
      auto fault = error.fault();
      fault.place = fault.place.empty() ? here : fault.place + ", " + here;
      throw core::InputError(fault);
    }
  });
  std::vector<std::uint64_t> sizes;
  for (const auto& stamp : watch->stamps()) sizes.push_back(stamp.size);
  const auto of_root = parallel::broadcast(communicator, sizes);
  parallel::agree(communicator, [&] {
    for (std::size_t k = 0; k < sizes.size(); ++k)
      if (sizes[k] != of_root[k])
        throw core::InputError({sources.files[k].file.string(), here, fmt::format("{} bytes", sizes[k]),
                                fmt::format("{}, as rank 0 sees it", of_root[k])});
  });
  return watch;
}

/// The fingerprints that the product has of these files, where they have not been touched since it was made.
std::optional<std::string> known_inputs(const WorkUnit& unit, const UnitSources& sources,
                                        std::span<const input::FileStamp> stamps) {
  const auto provenance = provenance_of(unit);
  const auto inputs = provenance.find("input_fingerprints"), seen = provenance.find("input_stamps"),
             read = provenance.find("inputs_read");
  if (!inputs || !seen || !read || *seen != stamp_lines(sources, stamps)) return std::nullopt;
  const std::int64_t latest = std::strtoll(read->c_str(), nullptr, 10) - coarsest_clock;
  for (const auto& stamp : stamps)
    if (stamp.modified > latest || stamp.changed > latest) return std::nullopt;
  return inputs;
}

std::string fingerprint_of(const InputFile& file) {
  return file.counts == InputFile::Content::bytes ? input::fingerprint(file.file)
                                                  : couplings_fingerprint(file.file);
}

/// Fingerprints of all files, those of couplings by the root. Collective.
std::string read_together(const parallel::Communicator& communicator, const UnitSources& sources,
                          const input::InputWatch& watch) {
  std::vector<std::filesystem::path> files;
  std::vector<std::uint64_t> sizes;
  std::vector<std::string> values(sources.files.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    const auto& input = sources.files[k];
    if (input.counts == InputFile::Content::bytes) {
      files.push_back(input.file);
      sizes.push_back(watch.stamps()[k].size);
    } else {
      parallel::agree(communicator, [&] {
        if (communicator.is_root()) values[k] = fingerprint_of(input);
      });
      values[k] = parallel::broadcast(communicator, values[k]);
    }
  }
  auto found = input::fingerprint_together(communicator, files, sizes);
  std::size_t next = 0;
  for (std::size_t k = 0; k < values.size(); ++k)
    if (sources.files[k].counts == InputFile::Content::bytes) values[k] = std::move(found[next++]);
  return lines_of(sources, [&](std::size_t k) { return values[k]; });
}

/// Throws where other files are there now than before they were read.
void require_same_files(const UnitSources& before, const UnitSources& now) {
  const auto same = [](const InputFile& a, const InputFile& b) { return a.key == b.key && a.file == b.file; };
  const auto [was, is] = std::ranges::mismatch(before.files, now.files, same);
  if (was == before.files.end() && is == now.files.end()) return;
  const auto& file = is != now.files.end() ? is->file : was->file;
  throw core::Error(core::ExitCode::input,
                    fmt::format("{}: the files of this unit {} them; run it again "
                                "once all are there",
                                file.string(), input::changed_while_read),
                    core::Cause::changed_in_midrun);
}

}  // namespace

void add_files(UnitSources& sources, const std::string& prefix, const std::filesystem::path& base,
               const std::vector<std::filesystem::path>& files) {
  for (const auto& named : files)
    for (const auto& file : input::files_behind(named)) {
      const auto from_base = file.lexically_normal().lexically_proximate(base.lexically_normal());
      const auto name = from_base.empty() || from_base == "." ? file.filename() : from_base;
      add_file(sources, {escaped(prefix + name.string()), file});
    }
}

void add_layers(UnitSources& sources, const std::string& prefix, const std::filesystem::path& base,
                const std::vector<std::filesystem::path>& files) {
  add_files(sources, prefix, base, files);
  if (const auto order = input::order_file_beside(files)) add_files(sources, prefix, base, {*order});
}

UnitSources layers_sources(const Config& config, const WorkUnit& unit, const WorkUnit* previous,
                           const std::vector<OtherNetwork>& compared) {
  UnitSources sources{result_options_text(config, unit.stage), {}};
  add_activations(sources, config, "", unit.source);
  add_named(sources, config, "input.labels", {config.input.labels});
  add_named(sources, config, "layers.weights", {config.layers.weights});
  add_named(sources, config, "layers.targets", config.layers.targets);
  if (previous != nullptr && uses_previous(config)) {
    add_activations(sources, config, fmt::format("previous checkpoint {}/", previous->checkpoint),
                    previous->source);
    if (std::filesystem::exists(previous->product))
      add_file(sources, {escaped(fmt::format("previous checkpoint {} couplings", previous->checkpoint)),
                         previous->product, InputFile::Content::couplings});
  }
  for (const auto& twin : find_twins(config, unit).path)
    add_activations(sources, config, fmt::format("twin {}/", twin_name(config, twin)), twin);
  for (const auto& other : compared)
    add_layers(sources, fmt::format("against {}/", other.name), other.source,
               activation_files(config, other));
  return sources;
}

UnitIdentity identify(const UnitSources& sources) {
  return {sources.options,
          lines_of(sources, [&](std::size_t k) { return fingerprint_of(sources.files[k]); }),
          {},
          {},
          {}};
}

UnitIdentity agree_on_identity(const parallel::Communicator& communicator, const Config& config,
                               const WorkUnit& unit, const std::function<UnitSources()>& list) {
  const auto sources = broadcast_sources(communicator, parallel::agree(communicator, [&] {
                                           return communicator.is_root() ? list() : UnitSources{};
                                         }));
  UnitIdentity identity{sources.options, {}, {}, {}, {}};
  identity.watch = watch_together(communicator, sources);
  identity.stamps = stamp_lines(sources, identity.watch->stamps());
  identity.read = fmt::format("{}", now_in_nanoseconds());
  struct Look {
    std::string known;
    bool product = false;
  };
  const auto look = parallel::agree(communicator, [&] {
    Look found;
    if (!communicator.is_root()) return found;
    found.product = std::filesystem::exists(unit.product);
    if (found.product && !config.run.force)
      found.known = known_inputs(unit, sources, identity.watch->stamps()).value_or("");
    return found;
  });
  identity.inputs = parallel::broadcast(communicator, look.known);
  const bool to_be_compared = parallel::any_of(communicator, look.product) || !config.run.dry_run;
  if (!identity.inputs.empty() || !to_be_compared) return identity;
  identity.inputs = read_together(communicator, sources, *identity.watch);
  parallel::agree(communicator, [&] {
    identity.watch->require_unchanged();
    if (communicator.is_root()) require_same_files(sources, list());
  });
  return identity;
}

void require_same_inputs(const parallel::Communicator& communicator, const UnitIdentity& identity) {
  parallel::agree(communicator, [&] {
    if (identity.watch) identity.watch->require_unchanged();
  });
}

}  // namespace netseam::pipeline
