#include "layers_options.hpp"

#include "option_kinds.hpp"

#include "netseam/similarity/measure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::pipeline {
namespace {

using data::Start;
using similarity::WidthRule;
using transport::GradientMode;
using transport::GroundDistance;
using transport::Normalisation;

const NameTable<GroundDistance> ground_distances{{"euclidean", GroundDistance::euclidean},
                                                 {"squared-euclidean", GroundDistance::squared_euclidean},
                                                 {"cosine", GroundDistance::cosine},
                                                 {"correlation", GroundDistance::correlation},
                                                 {"precomputed", GroundDistance::precomputed}};
const NameTable<Normalisation> normalisations{{"rms", Normalisation::rms},
                                              {"max", Normalisation::maximum},
                                              {"mean", Normalisation::mean},
                                              {"median", Normalisation::median},
                                              {"none", Normalisation::none}};
const NameTable<std::vector<Start>> starts{{"identity", {Start::identity}},
                                           {"product", {Start::product}},
                                           {"previous", {Start::identity, Start::previous}},
                                           {"best", {Start::identity, Start::product}},
                                           {"all", {Start::identity, Start::product, Start::previous}}};
const NameTable<GradientMode> gradients{{"exact", GradientMode::exact}, {"lowrank", GradientMode::low_rank}};

const NameTable<WidthRule> width_rules{
    {"skip", WidthRule::skip}, {"pad", WidthRule::pad}, {"project", WidthRule::project}};

/// "gw" and the names of all other measures.
std::vector<std::string> measure_names() {
  std::vector<std::string> names{"gw"};
  for (const auto& measure : similarity::measures()) names.emplace_back(measure.name);
  return names;
}

/// `all` stands for every measure. Throws std::invalid_argument for unknown and repeated names.
std::vector<std::string> parse_measures(const std::string& text) {
  const auto known = measure_names();
  auto names = split_list(text);
  if (names == std::vector<std::string>{"all"}) return known;
  for (auto name = names.begin(); name != names.end(); ++name)
    if (std::find(known.begin(), known.end(), *name) == known.end() ||
        std::find(names.begin(), name, *name) != name)
      throw std::invalid_argument(fmt::format("'{}'", *name));
  if (names.empty()) throw std::invalid_argument("nothing");
  return names;
}

Option measures_option() {
  return {"layers.measures",
          "",
          "what is computed for every pair of layers; the first one is grouped in detail",
          fmt::format("all | {}; comma between", fmt::join(measure_names(), " | ")),
          false,
          true,
          [](Config& config, const std::string& text) { config.layers.measures = parse_measures(text); },
          [](const Config& config) { return joined_list(config.layers.measures); }};
}

std::vector<Option> distance_options() {
  return {list_option("layers.select", "names, globs, ranges such as layers.{0..8}; comma between",
                      "which layers, in this order; empty = all in the order of the network", true,
                      [](Config& c) -> std::vector<std::string>& { return c.layers.select; }),
          number_option<std::size_t>("layers.samples", "samples", {0, 100'000'000},
                                     "how many samples, chosen by the seed, the same in all layers; 0 = all",
                                     true, [](Config& c) -> std::size_t& { return c.layers.samples; }),
          flag_option("layers.stratify", "choose samples in proportion to input.labels", true,
                      [](Config& c) -> bool& { return c.layers.stratify; }),
          measures_option(),
          choice_option<GroundDistance>("layers.distance", "distance between two samples in a layer", true,
                                        ground_distances,
                                        [](Config& c) -> GroundDistance& { return c.layers.distance; }),
          choice_option<Normalisation>("layers.normalisation", "what a layer's distances are divided by",
                                       true, normalisations,
                                       [](Config& c) -> Normalisation& { return c.layers.normalisation; }),
          text_option("layers.weights", "a .npy file",
                      "one positive weight for each sample; empty = equal weights", true,
                      [](Config& c) -> std::string& { return c.layers.weights; })};
}

std::vector<Option> solver_options() {
  return {
      choice_option<std::vector<Start>>(
          "layers.start",
          "where the descent begins: identity = each sample with itself; product = what the product "
          "coupling leads "
          "to; previous = identity and the previous checkpoint's; best = identity and product",
          true, starts, [](Config& c) -> std::vector<Start>& { return c.layers.start; }),
      number_option<std::size_t>("layers.restarts", "descents", {0, 10'000},
                                 "further descents from perturbations of the best coupling", true,
                                 [](Config& c) -> std::size_t& { return c.layers.restarts; }),
      choice_option<GradientMode>("layers.gradient",
                                  "exact, or from low-rank forms of the distances (faster)", true, gradients,
                                  [](Config& c) -> GradientMode& { return c.layers.gradient; }),
      number_option<std::size_t>("layers.rank", "eigenvectors", {1, 1'000'000}, "rank of the low-rank forms",
                                 true, [](Config& c) -> std::size_t& { return c.layers.rank; }),
      flag_option("layers.third-bound", "also compute the third lower bound (slow)", true,
                  [](Config& c) -> bool& { return c.layers.third_bound; }),
      number_option<std::size_t>("layers.resamples", "resamples", {0, 1'000'000},
                                 "bootstrap resamples of the samples, for the confidence of borders", true,
                                 [](Config& c) -> std::size_t& { return c.layers.resamples; }),
      number_option<std::size_t>("layers.groups", "groups", {0, 1'000'000},
                                 "number of groups of layers; 0 = as many as have borders that stand out",
                                 true, [](Config& c) -> std::size_t& { return c.layers.groups; })};
}

std::vector<Option> measure_options() {
  return {
      number_option<std::size_t>(
          "layers.batch", "samples", {0, 1'000'000'000},
          "measure cka in batches of so many samples, in memory that does not grow with "
          "their number; 0 = all at once, else at least 4",
          true, [](Config& c) -> std::size_t& { return c.layers.batch; }),
      number_option<std::size_t>("layers.neighbours", "samples", {1, 100'000'000},
                                 "neighbours of a sample, for neighbour-jaccard and neighbour-rank", true,
                                 [](Config& c) -> std::size_t& { return c.layers.comparison.neighbours; }),
      number_option<std::size_t>("layers.projections", "directions", {1, 1'000'000},
                                 "random directions, for sliced-wasserstein", true,
                                 [](Config& c) -> std::size_t& { return c.layers.comparison.projections; }),
      number_option<double>("layers.kernel-width", "median distances", {0, 1e9, true},
                            "width of Gaussian kernels, for cka-rbf and mmd", true,
                            [](Config& c) -> double& { return c.layers.comparison.kernel_width; }),
      number_option<double>("layers.variance", "", {0, 1, true},
                            "share of the variance that the components of svcca keep", true,
                            [](Config& c) -> double& { return c.layers.comparison.variance; }),
      choice_option<WidthRule>(
          "layers.widths",
          "measures of equal widths, where two layers differ: skip = no value; pad = zeros are appended to "
          "the narrower one; project = both by as many principal components as the narrower one has features",
          true, width_rules, [](Config& c) -> WidthRule& { return c.layers.comparison.widths; }),
      number_option<std::size_t>(
          "layers.half-samples", "draws", {0, 100'000},
          "random halves of the samples on which measures other than gw are repeated, for the confidence of "
          "borders",
          true, [](Config& c) -> std::size_t& { return c.layers.half_samples; }),
      number_option<std::size_t>(
          "layers.null", "replicates", {0, 100'000},
          "null model of borders by measures other than gw: replicates with the samples of "
          "every layer in an order of its own; 0, and measures that do not see that: the layers in random "
          "order",
          true, [](Config& c) -> std::size_t& { return c.layers.null; }),
      list_option("layers.twin", "paths or globs; comma between",
                  "the same network untrained, of one or more seeds, on the same samples: borders are also "
                  "tested against its borders",
                  true, [](Config& c) -> std::vector<std::string>& { return c.layers.twin; }),
      list_option(
          "layers.targets", ".npy files; comma between",
          "known targets that layers are compared with, one row for each sample: numbers, or integers "
          "of shape (samples,) as labels",
          true, [](Config& c) -> std::vector<std::string>& { return c.layers.targets; }),
      list_option("layers.against", "previous | first | last | paths or globs; comma between",
                  "other networks on the same samples, all of whose layers are compared with all of these: "
                  "checkpoints of the study by their place, folders or files by their path",
                  true, [](Config& c) -> std::vector<std::string>& { return c.layers.against; }),
      text_option("layers.against-activations", "a file name or glob",
                  "the same as input.activations for networks given by a path; empty = the same files", true,
                  [](Config& c) -> std::string& { return c.layers.against_activations; }),
      list_option("layers.against-select", "names, globs, ranges such as layers.{0..8}; comma between",
                  "the same as layers.select for networks given by a path; empty = the same layers, * = all",
                  true, [](Config& c) -> std::vector<std::string>& { return c.layers.against_select; }),
      flag_option("layers.profiles", "also compute properties of single layers", true,
                  [](Config& c) -> bool& { return c.layers.profiles; })};
}

}  // namespace

std::vector<Option> layers_options() {
  std::vector<Option> all;
  for (auto part : {distance_options(), solver_options(), measure_options()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace netseam::pipeline
