#include "neurons_unit.hpp"

#include "../graph_replicates.hpp"
#include "../layer_order.hpp"
#include "../measure_run.hpp"
#include "../neuron_graph_source.hpp"
#include "../neuron_partition.hpp"
#include "../neurons_result.hpp"
#include "../padding.hpp"
#include "../partition_comparison.hpp"
#include "../product_choice.hpp"
#include "../run_provenance.hpp"
#include "../unit_start.hpp"

#include "netseam/artifact/neuron_clusters_csv.hpp"
#include "netseam/artifact/neuron_clusters_file.hpp"
#include "netseam/core/words.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/pipeline/record_shards.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace netseam::pipeline {
namespace {

bool uses_weights(const Config& config) { return config.neurons.graph != GraphKind::activations; }
bool uses_activations(const Config& config) { return config.neurons.graph != GraphKind::weights; }

UnitSources neurons_sources(const Config& config, const WorkUnit& unit) {
  UnitSources sources{result_options_text(config, unit.stage), {}};
  if (uses_weights(config)) add_files(sources, "", unit.source, weight_files(config, unit));
  if (uses_activations(config)) add_layers(sources, "", unit.source, response_files(config, unit));
  return sources;
}

/// What a unit reads, opened.
struct NeuronsInput {
  std::optional<WeightInput> weights;
  std::optional<ResponseInput> responses;
};

NeuronsInput open_input(const parallel::Communicator& communicator, const Config& config,
                        const WorkUnit& unit, UnitFaults& faults) {
  NeuronsInput input;
  if (uses_weights(config))
    faults.check([&] { parallel::agree(communicator, [&] { input.weights = open_weights(config, unit); }); });
  if (uses_activations(config))
    faults.check(
        [&] { parallel::agree(communicator, [&] { input.responses = open_responses(config, unit); }); });
  if (!input.weights || !input.responses) return input;
  faults.check([&] {
    parallel::agree(communicator, [&] {
      auto text = compared_layers(input.weights->network.layer, input.responses->layer);
      if (!text.empty()) input.weights->warning.push_back(std::move(text));
    });
  });
  return input;
}

std::size_t units_of(const std::vector<data::NeuronLayer>& layers) {
  std::size_t units = 0;
  for (const auto& layer : layers) units += layer.units;
  return units;
}

std::string size_text(const NeuronsInput& input) {
  std::string text;
  if (input.weights)
    text = fmt::format("{} neurons, {} weights", input.weights->network.neurons(), input.weights->weights);
  if (input.responses)
    text += fmt::format("{}activations of {} units, {} samples", text.empty() ? "" : "; ",
                        units_of(input.responses->layer), input.responses->rows.size());
  return text;
}

/// Bytes that the graphs take on all ranks together, their vectors among them.
double graph_bytes(const Config& config, const NeuronsInput& input, std::size_t ranks) {
  const auto& storage = config.neurons.storage;
  const double each = storage.dense == graph::DenseStorage::float32    ? 4
                      : storage.dense == graph::DenseStorage::bfloat16 ? 2
                                                                       : 0;
  const std::size_t clusters = config.neurons.clusters > 0 ? config.neurons.clusters : config.neurons.most;
  double bytes = 0;
  const auto add = [&](double weights, std::size_t neurons) {
    // the search space of the eigen solver is shared out; spectrum, labels and degrees are on every rank
    const auto vectors = static_cast<double>(std::max<std::size_t>(32, 4 * (clusters + 1)));
    bytes += each * weights +
             8 * static_cast<double>(neurons) * (vectors + static_cast<double>(ranks * (clusters + 10)));
  };
  if (input.weights) add(static_cast<double>(input.weights->weights), input.weights->network.neurons());
  if (input.responses) {
    const auto units = static_cast<double>(units_of(input.responses->layer));
    add(units * units / 2, units_of(input.responses->layer));
    bytes += 4 * units * static_cast<double>(input.responses->rows.size());
  }
  return bytes;
}

/// What the screen says of the input before anything is computed.
void report_input(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit,
                  NeuronsInput& input, parallel::Log& log) {
  if (input.weights)
    for (const auto& warning : input.weights->warning) log.line("warning: " + warning);
  if (!input.responses) return;
  for (const auto& note : input.responses->reader->notes()) log.line(note);
  const auto files = parallel::agree(communicator, [&] { return response_files(config, unit); });
  auto text = padding_warning(communicator, config, files, config.neurons.select, input.responses->rows);
  if (text.empty()) return;
  log.line("warning: " + text);
  input.responses->warning.push_back(std::move(text));
}

void check_memory(const parallel::Communicator& communicator, const Config& config, const NeuronsInput& input,
                  parallel::Log& log) {
  const auto node = communicator.split_node(config.run.ranks_per_node);
  const auto ranks = static_cast<std::size_t>(communicator.size());
  const double needed =
      graph_bytes(config, input, ranks) * static_cast<double>(node.size()) / static_cast<double>(ranks);
  log.line(fmt::format(
      "memory: {} on a node for the graph and its vectors",
      needed < 1e9 ? fmt::format("{:.1f} MB", needed / 1e6) : fmt::format("{:.2f} GiB", needed / 0x1p30)));
  parallel::agree(communicator, [&] {
    const auto allowed = static_cast<double>(memory_allowed(config));
    if (needed > allowed)
      throw core::ConfigError(
          fmt::format("the graph takes {:.1f} GiB on a node, which has {:.1f}: take more nodes, "
                      "neurons.storage = bfloat16 or "
                      "recomputed, or (activations) neurons.threshold or neurons.nearest",
                      needed / 0x1p30, allowed / 0x1p30));
  });
}

/// The graphs of a unit, the main one first.
std::vector<NeuronGraphSource> make_sources(const parallel::Communicator& communicator,
                                            const linalg::DenseBackend& backend, const Config& config,
                                            const NeuronsInput& input) {
  std::vector<NeuronGraphSource> sources;
  if (input.weights) sources.push_back(weight_graph_source(communicator, config, *input.weights));
  if (input.responses)
    sources.push_back(activation_graph_source(communicator, backend, config, *input.responses));
  return sources;
}

void write_csv(const parallel::Communicator& communicator, const Config& config, const WorkUnit& unit) {
  if (config.run.csv.empty()) return;
  parallel::agree(communicator, [&] {
    if (!communicator.is_root()) return;
    artifact::write_neuron_clusters_csv(std::filesystem::path(config.run.csv) / unit.checkpoint,
                                        artifact::load_neuron_clusters(unit.product).neurons);
  });
}

/// Clusters of every graph and all that is said of them; nothing when stopped early.
std::optional<data::NeuronClusters> find_clusters(ReplicateRun run,
                                                  const std::vector<NeuronGraphSource>& sources) {
  data::NeuronClusters clusters;
  for (const auto& source : sources) {
    auto partition = partition_graph(run.session, run.communicator, run.config, source);
    run.log.line(clusters_text(partition));
    if (!run_graph_replicates(run, source, partition)) return std::nullopt;
    run.first_record += record_count(run.config, source);
    partition.local = partition_layers(run.session, run.communicator, run.config, source, partition.label);
    clusters.partition.push_back(std::move(partition));
  }
  if (sources.size() == 2)
    clusters.comparison = compare_partitions(clusters.partition[0], *sources[0].graph, clusters.partition[1],
                                             *sources[1].graph, run.config.study.seed);
  return clusters;
}

}  // namespace

bool run_neurons_unit(const parallel::Communicator& communicator, const Config& config,
                      const NeuronsUnitPlace& place, std::optional<linalg::SlepcSession>& session,
                      const core::StopFlag& stop, std::FILE* screen) {
  const WorkUnit& unit = place.unit;
  RunFacts facts;
  facts.started = parallel::iso_time(std::chrono::system_clock::now());
  const std::string title = fmt::format("{} ({} of {})", unit.checkpoint, place.number, place.count);
  refuse_busy_unit(communicator, config, unit);
  UnitFaults faults(communicator, config, screen);
  UnitIdentity identity;
  bool done = false;
  faults.check([&] {
    identity = agree_on_identity(communicator, config, unit, [&] { return neurons_sources(config, unit); });
    done = is_done(communicator, config, unit, identity);
  });
  const auto end_as_done = [&] {
    report_done(communicator, config, unit, identity, title, screen);
    write_csv(communicator, config, unit);
    return true;
  };
  if (done) return end_as_done();
  auto input = open_input(communicator, config, unit, faults);
  const auto hold = take_unit(communicator, config, unit, identity);
  if (!hold) return end_as_done();
  parallel::Log log(communicator, config.run.dry_run ? std::filesystem::path{} : unit.log, screen);
  if (input.responses)
    report_order(log, title, order_of(*input.responses->reader), "[neurons]", "select", config.run.dry_run);
  log.line(fmt::format("{}: {} on {}", title, size_text(input),
                       core::counted(static_cast<std::size_t>(communicator.size()), "rank")));
  faults.check([&] { report_input(communicator, config, unit, input, log); });
  faults.check([&] { check_memory(communicator, config, input, log); });
  faults.throw_found();
  if (config.run.dry_run) return true;

  if (config.run.force) hold->discard_shards(communicator);
  const auto backend = choose_backend(communicator, config, unit, identity);
  if (!session) session.emplace(communicator);
  facts.dense_libraries = fmt::format("{}; {}", backend.description, session->description());
  facts.library = backend.library;
  facts.processor = backend.processor;
  log.record("libraries: " + facts.dense_libraries);
  const auto sources = make_sources(communicator, *backend.backend, config, input);
  const auto clusters =
      find_clusters({*session, communicator, config, stop, log, unit.shards, backend.shard_key}, sources);
  require_same_inputs(communicator, identity);
  if (!clusters) {
    hold->require(communicator);
    log.line(fmt::format("{}: stopped early; what is finished is kept, the same command goes on", title));
    return false;
  }
  artifact::save_neuron_clusters(communicator, hold->place(unit.product), *clusters,
                                 describe_run(communicator, config, unit, identity, facts),
                                 neurons_convention(config));
  hold->clear_shards(communicator, log);
  for (const auto& partition : clusters->partition)
    if (!partition.null.empty()) log.line(clusters_text(partition));
  log.line(fmt::format("{}: saved {}", title, unit.product.string()));
  write_csv(communicator, config, unit);
  return true;
}

}  // namespace netseam::pipeline
