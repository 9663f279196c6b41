#pragma once
#include "netseam/input/activation_reader.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/pipeline/hierarchy_config.hpp"
#include "netseam/pipeline/neurons_config.hpp"
#include "netseam/pipeline/sculpt_config.hpp"
#include "netseam/pipeline/task_config.hpp"
#include "netseam/pipeline/train_config.hpp"
#include "netseam/similarity/measure.hpp"
#include "netseam/transport/metric_space.hpp"
#include "netseam/transport/pair_options.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// [study]: what is analysed and where the results go.
struct StudyConfig {
  std::string name = "study";
  std::vector<std::string> checkpoints;  // files, folders or globs, relative to the study file
  std::string output = "runs";           // relative to the study file
  std::uint64_t seed = 1;
};

/// [input]: how the files of a checkpoint are read.
struct InputConfig {
  std::string activations = "activations.*";  // file or glob inside a checkpoint's folder
  std::string weights = "weights.*";          // likewise, of weights
  std::string networks = "networks.*";        // likewise, of pruned networks
  std::string labels;  // integer .npy, one label for each sample; relative to the study file
  input::TokenRule token = input::TokenRule::all;
  std::size_t token_position = 0;
  input::ImageRule image = input::ImageRule::flatten;
  bool channels_last = false;
  std::size_t pixels = 0;
};

/// [layers]: the distance between layers and their groups.
struct LayersConfig {
  std::vector<std::string> select;  // names, globs and ranges in order; empty = all layers in file order
  std::size_t samples = 0;          // 0 = all
  bool stratify = false;
  std::vector<std::string> measures{"gw"};
  transport::GroundDistance distance = transport::GroundDistance::euclidean;
  transport::Normalisation normalisation = transport::Normalisation::rms;
  std::vector<data::Start> start{data::Start::identity};
  std::size_t restarts = 0;
  transport::GradientMode gradient = transport::GradientMode::exact;
  std::size_t rank = 128;
  bool third_bound = false;
  std::string weights;  // .npy with one positive weight for each sample of the input; empty = equal weights
  std::vector<std::string> targets;         // .npy files of known targets, relative to the study file
  std::vector<std::string> against;         // previous, first, last, or paths and globs of other networks
  std::string against_activations;          // files of those given by a path; empty = as input.activations
  std::vector<std::string> against_select;  // their layers; empty = as select
  std::size_t resamples = 200;
  std::size_t groups = 0;  // 0 = by the criterion
  std::size_t batch = 0;   // 0 = cka of all samples at once
  similarity::MeasureOptions comparison;
  std::size_t half_samples = 20;
  std::size_t null = 0;
  std::vector<std::string> twin;  // folders, files or globs of untrained networks, relative to the study file
  bool profiles = false;
};

/// [run]: how a run goes; of these only `product` changes results, by rounding (pipeline/product_choice.hpp).
struct RunConfig {
  double max_hours = 0;
  double grace = 20;  // in seconds
  bool force = false;
  bool dry_run = false;
  bool report = false;
  std::string csv;  // relative to the working directory
  linalg::ProductLibrary product = linalg::ProductLibrary::automatic;
  int ranks_per_node = 0;
  double memory_gib = 0;
};

/// A study: every option with its default; filled by read_study.
struct Config {
  StudyConfig study;
  InputConfig input;
  LayersConfig layers;
  NeuronsConfig neurons;
  HierarchyConfig hierarchy;
  SculptConfig sculpt;
  TaskConfig tasks;
  TrainConfig train;
  RunConfig run;
  std::filesystem::path file;  // the study file, absolute; its folder is what relative paths begin at
  [[nodiscard]] std::filesystem::path resolve(const std::string& path) const;
};

}  // namespace netseam::pipeline
