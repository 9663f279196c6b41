// Times the pair solver on layers that make_layers.py wrote. One thread. One JSON line for each pair and
// start: n, i, j, start, seconds, loss, lower_bound, identity, gap, iterations.
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/transport/metric_space.hpp"
#include "netseam/transport/solve_pair.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

using namespace netseam;

namespace {

struct Arguments {
  std::string folder, starts = "identity", gradient = "exact", library = "automatic";
  std::size_t points = 200, pairs = 12, rank = 128, restarts = 0, repeats = 1;
};

/// KEY=VALUE arguments.
Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int k = 1; k < argc; ++k) {
    const std::string text = argv[k], key = text.substr(0, text.find('=')),
                      value = text.substr(text.find('=') + 1);
    if (key == "data")
      arguments.folder = value;
    else if (key == "starts")
      arguments.starts = value;
    else if (key == "gradient")
      arguments.gradient = value;
    else if (key == "library")
      arguments.library = value;
    else if (key == "points")
      arguments.points = std::stoul(value);
    else if (key == "pairs")
      arguments.pairs = std::stoul(value);
    else if (key == "rank")
      arguments.rank = std::stoul(value);
    else if (key == "restarts")
      arguments.restarts = std::stoul(value);
    else if (key == "repeats")
      arguments.repeats = std::stoul(value);
    else
      throw core::ConfigError("unknown argument " + text);
  }
  if (arguments.folder.empty()) throw core::ConfigError("data=FOLDER is missing");
  return arguments;
}

std::vector<std::size_t> read_widths(const std::string& folder) {
  std::ifstream file(folder + "/dims.txt");
  std::size_t points = 0, layers = 0;
  file >> points >> layers;
  std::vector<std::size_t> width(layers);
  for (std::size_t& value : width) file >> value;
  if (!file || layers < 2) throw core::ConfigError("cannot read " + folder + "/dims.txt");
  return width;
}

struct Layer {
  core::AlignedBuffer<std::byte> block;
  transport::MetricSpace space;
};

Layer load(const linalg::DenseBackend& backend, const std::string& folder, std::size_t layer,
           std::size_t points, std::size_t width, const transport::MetricSpaceOptions& options) {
  data::LayerActivations activations;
  activations.name = fmt::format("{}/layer{:02}.f32", folder, layer);
  activations.sample_of_row.resize(points);
  std::iota(activations.sample_of_row.begin(), activations.sample_of_row.end(), 0);
  activations.width = width;
  activations.values.resize(points * width);
  std::ifstream file(activations.name, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(activations.values.data()),
                 static_cast<std::streamsize>(points * width * sizeof(float))))
    throw core::ConfigError("cannot read " + activations.name);
  Layer result{core::AlignedBuffer<std::byte>(transport::metric_space_bytes(points, options)), {}};
  transport::build_metric_space(backend, activations, options, result.block.span());
  result.space = transport::view_metric_space(points, options, result.block.span());
  return result;
}

/// Some pairs, spread evenly over all in their usual order.
std::vector<std::pair<std::size_t, std::size_t>> choose_pairs(std::size_t layers, std::size_t count) {
  std::vector<std::pair<std::size_t, std::size_t>> all, chosen;
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = i + 1; j < layers; ++j) all.emplace_back(i, j);
  if (count >= all.size()) return all;
  const double step = count > 1 ? static_cast<double>(all.size() - 1) / static_cast<double>(count - 1) : 0;
  for (std::size_t k = 0; k < count; ++k)
    chosen.push_back(all[static_cast<std::size_t>(std::nearbyint(static_cast<double>(k) * step))]);
  return chosen;
}

linalg::ProductLibrary library_of(const std::string& name) {
  if (name == "onednn") return linalg::ProductLibrary::onednn;
  return name == "openblas" ? linalg::ProductLibrary::openblas : linalg::ProductLibrary::automatic;
}

std::vector<data::Start> starts_of(const std::string& name) {
  if (name == "identity") return {data::Start::identity};
  if (name == "product") return {data::Start::product};
  if (name == "best") return {data::Start::identity, data::Start::product};
  throw core::ConfigError("unknown start " + name);
}

void run(const Arguments& arguments) {
  const auto backend = linalg::make_cpu_backend(library_of(arguments.library));
  fmt::print(stderr, "{}\n", backend->description());
  const std::vector<std::size_t> width = read_widths(arguments.folder);
  const auto pairs = choose_pairs(width.size(), arguments.pairs);
  transport::MetricSpaceOptions space_options;
  if (arguments.gradient == "lowrank") space_options.low_rank = arguments.rank;
  std::vector<Layer> layers(width.size());
  for (const auto& [i, j] : pairs)
    for (const std::size_t layer : {i, j})
      if (layers[layer].block.size() == 0)
        layers[layer] =
            load(*backend, arguments.folder, layer, arguments.points, width[layer], space_options);
  std::vector<std::string> starts;
  for (std::size_t at = 0; at <= arguments.starts.size();) {
    const std::size_t end = std::min(arguments.starts.find(',', at), arguments.starts.size());
    starts.push_back(arguments.starts.substr(at, end - at));
    at = end + 1;
  }
  for (const std::string& start : starts) {
    transport::PairOptions options;
    options.starts = starts_of(start);
    options.gradient =
        arguments.gradient == "lowrank" ? transport::GradientMode::low_rank : transport::GradientMode::exact;
    options.restarts = arguments.restarts;
    options.resamples = 0;
    transport::PairSolver solver(*backend, arguments.points, options);
    const auto solve = [&](std::size_t i, std::size_t j) {
      return solver.solve(layers[i].space, layers[j].space, data::pair_index(i, j, layers.size()), {});
    };
    (void)solve(pairs[0].first, pairs[0].second);  // the libraries generate code at their first call
    for (std::size_t repeat = 0; repeat < arguments.repeats; ++repeat)
      for (const auto& [i, j] : pairs) {
        const auto begin = std::chrono::steady_clock::now();
        const data::PairDistance result = solve(i, j);
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        fmt::print(
            "{{\"n\":{},\"i\":{},\"j\":{},\"start\":\"{}\",\"seconds\":{:.6f},\"loss\":{:.12g},"
            "\"lower_bound\":{:.12g},\"identity\":{:.12g},\"gap\":{:.3g},\"iterations\":{}}}\n",
            arguments.points, i, j, start, seconds, result.loss, result.lower_bound, result.identity,
            result.gap, result.iterations);
        std::fflush(stdout);
      }
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(parse(argc, argv));
  } catch (const core::Error& error) {
    fmt::print(stderr, "gw_pairs: {}\n", error.what());
    return static_cast<int>(error.code());
  }
}
