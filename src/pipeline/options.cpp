#include "netseam/pipeline/options.hpp"

#include "hierarchy_options.hpp"
#include "layers_options.hpp"
#include "neurons_options.hpp"
#include "option_kinds.hpp"
#include "sculpt_options.hpp"
#include "task_options.hpp"
#include "train_options.hpp"

#include <fmt/format.h>

namespace netseam::pipeline {
namespace {

using input::ImageRule;
using linalg::ProductLibrary;

const NameTable<ImageRule> image_rules{
    {"flatten", ImageRule::flatten}, {"average", ImageRule::average}, {"pixels", ImageRule::pixels}};
const NameTable<ProductLibrary> product_libraries{{"auto", ProductLibrary::automatic},
                                                  {"onednn", ProductLibrary::onednn},
                                                  {"openblas", ProductLibrary::openblas}};

constexpr Bounds<std::size_t> positions{0, 1'000'000'000};

Option token_option() {
  return {"input.token",
          "",
          "which token stands for a sample where a layer is samples x tokens x width",
          fmt::format("all | first | last | mean | a position, {}", positions.words("a")),
          false,
          true,
          [](Config& config, const std::string& given) {
            using input::TokenRule;
            const std::string text = unquoted(given);
            const NameTable<TokenRule> rules{{"all", TokenRule::all},
                                             {"first", TokenRule::first},
                                             {"last", TokenRule::last},
                                             {"mean", TokenRule::mean}};
            const bool position = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
            config.input.token = position ? TokenRule::position : value_of(rules, text);
            config.input.token_position = position ? parse_number(text, positions) : 0;
          },
          [](const Config& config) -> std::string {
            switch (config.input.token) {
              case input::TokenRule::all:
                return "all";
              case input::TokenRule::first:
                return "first";
              case input::TokenRule::last:
                return "last";
              case input::TokenRule::mean:
                return "mean";
              case input::TokenRule::position:
                break;
            }
            return fmt::format("{}", config.input.token_position);
          }};
}

std::vector<Option> study_options() {
  return {
      text_option("study.name", "a folder name", "results go to OUTPUT/NAME/CHECKPOINT", false,
                  [](Config& c) -> std::string& { return c.study.name; }),
      list_option("study.checkpoints", "paths or globs, comma between",
                  "the checkpoints: folders (or files), one for each; its name is the checkpoint's name",
                  false, [](Config& c) -> std::vector<std::string>& { return c.study.checkpoints; }),
      text_option("study.output", "a folder", "where results go, relative to the study file", false,
                  [](Config& c) -> std::string& { return c.study.output; }),
      number_option<std::uint64_t>("study.seed", "", {0, ~std::uint64_t{0}}, "seed of every random choice",
                                   true, [](Config& c) -> std::uint64_t& { return c.study.seed; })};
}

std::vector<Option> input_options() {
  return {
      text_option("input.activations", "a file name or glob",
                  "inside each checkpoint: .npy, .npz, .safetensors, .safetensors.index.json or .h5", true,
                  [](Config& c) -> std::string& { return c.input.activations; }),
      text_option("input.weights", "a file name or glob",
                  "inside each checkpoint, for the neuron graph: the same kinds of files", true,
                  [](Config& c) -> std::string& { return c.input.weights; }),
      text_option("input.networks", "a file name or glob",
                  "of a checkpoint's pruned networks: JSON Lines (arch, edges), or masks or weights as "
                  "tensors; ranges "
                  "such as networks.{0..3}.npz",
                  true, [](Config& c) -> std::string& { return c.input.networks; }),
      text_option("input.labels", "an integer .npy file", "one label for each sample, for layers.stratify",
                  true, [](Config& c) -> std::string& { return c.input.labels; }),
      token_option(),
      choice_option<ImageRule>(
          "input.image", "what stands for a sample where a layer is samples x channels x height x width",
          true, image_rules, [](Config& c) -> ImageRule& { return c.input.image; }),
      flag_option("input.channels-last", "such layers are samples x height x width x channels", true,
                  [](Config& c) -> bool& { return c.input.channels_last; }),
      number_option<std::size_t>("input.pixels", "pixels", {0, 1'000'000'000},
                                 "image = pixels: this many evenly spaced pixels of each sample; 0 = all",
                                 true, [](Config& c) -> std::size_t& { return c.input.pixels; })};
}

std::vector<Option> run_options() {
  return {number_option<double>("run.max-hours", "hours", {0, 1e6},
                                "stop and save after this time, exit code 75; 0 = no limit", false,
                                [](Config& c) -> double& { return c.run.max_hours; }),
          number_option<double>(
              "run.grace", "seconds", {0, 1e6},
              "a run that has not come to its end so long after SIGTERM, SIGINT or the time limit "
              "ends at once",
              false, [](Config& c) -> double& { return c.run.grace; }),
          flag_option("run.force", "replace results that another config or other inputs made", false,
                      [](Config& c) -> bool& { return c.run.force; }),
          flag_option("run.dry-run", "check the study and its inputs, print the plan, compute nothing", false,
                      [](Config& c) -> bool& { return c.run.dry_run; }),
          flag_option("run.report", "write the report when the stage is done, as netseam report does", false,
                      [](Config& c) -> bool& { return c.run.report; }),
          text_option("run.csv", "a folder",
                      "also write CSV tables below this folder, relative to where you stand", false,
                      [](Config& c) -> std::string& { return c.run.csv; }),
          choice_option<ProductLibrary>(
              "run.product", "library for dense products; auto = the fastest here, in trainings onednn",
              false, product_libraries, [](Config& c) -> ProductLibrary& { return c.run.product; }),
          number_option<int>("run.ranks-per-node", "ranks", {0, 1'000'000},
                             "ranks that share one copy of the distances; 0 = all of a machine", false,
                             [](Config& c) -> int& { return c.run.ranks_per_node; }),
          number_option<double>("run.memory", "GiB", {0, 1e9},
                                "memory that a node may use; 0 = what is free when the run starts", false,
                                [](Config& c) -> double& { return c.run.memory_gib; })};
}

}  // namespace

const std::vector<Option>& option_table() {
  static const std::vector<Option> table = [] {
    std::vector<Option> all;
    for (auto part : {study_options(), input_options(), layers_options(), neurons_options(),
                      hierarchy_options(), task_options(), train_options(), sculpt_options(), run_options()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return table;
}

std::filesystem::path Config::resolve(const std::string& path) const {
  const std::filesystem::path given(path);
  return given.is_absolute() ? given : (file.parent_path() / given).lexically_normal();
}

}  // namespace netseam::pipeline
