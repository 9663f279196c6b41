#include "planted_study.hpp"

#include "npy_writer.hpp"

#include "netseam/core/random_stream.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <span>

namespace netseam::test {
namespace {

constexpr std::size_t width = 6;

/// A random rotation: the product of plane rotations by random angles.
void rotate(std::vector<float>& points, core::RandomStream& random) {
  for (std::size_t a = 0; a < width; ++a) {
    for (std::size_t b = a + 1; b < width; ++b) {
      const double angle = 6.283185307179586 * random.uniform(), c = std::cos(angle), s = std::sin(angle);
      for (std::size_t row = 0; row * width < points.size(); ++row) {
        float &x = points[row * width + a], &y = points[row * width + b];
        const double turned = c * x - s * y;
        y = static_cast<float>(s * x + c * y);
        x = static_cast<float>(turned);
      }
    }
  }
}

void shuffle_rows(std::vector<float>& points, core::RandomStream& random) {
  std::vector<std::array<float, width>> rows(points.size() / width);
  std::memcpy(rows.data(), points.data(), points.size() * sizeof(float));
  random.shuffle(std::span(rows));
  std::memcpy(points.data(), rows.data(), points.size() * sizeof(float));
}

}  // namespace

std::size_t PlantedStudy::place_of(std::size_t layer) const {
  if (order.empty()) return layer;
  return static_cast<std::size_t>(std::find(order.begin(), order.end(), layer) - order.begin());
}

std::filesystem::path PlantedStudy::write(const std::filesystem::path& directory,
                                          const std::string& extra) const {
  for (std::size_t checkpoint = 0; checkpoint < checkpoints; ++checkpoint) {
    core::RandomStream random(seed, checkpoint, core::Purpose::test);
    const auto folder = directory / ("step" + std::to_string(checkpoint));
    std::filesystem::create_directories(folder);
    for (std::size_t group = 0; group < groups; ++group) {
      std::vector<float> cloud(samples * width);
      for (float& value : cloud) value = static_cast<float>(random.normal());
      for (std::size_t copy = 0; copy < layers_in_group; ++copy) {
        std::vector<float> layer = cloud;
        rotate(layer, random);
        for (float& value : layer) value += static_cast<float>(noise * random.normal());
        if (shuffled_rows) shuffle_rows(layer, random);
        const std::size_t number = group * layers_in_group + copy;
        write_npy(folder / ("layer-" + std::to_string(place_of(number)) + ".npy"), {samples, width}, layer);
      }
    }
  }
  const auto file = directory / "study.ini";
  std::ofstream(file)
      << "[study]\nname = planted\ncheckpoints = step*\noutput = runs\n[input]\nactivations = "
         "layer-*.npy\n"
      << extra;
  return file;
}

std::vector<std::size_t> PlantedStudy::borders() const {
  std::vector<std::size_t> borders;
  for (std::size_t group = 1; group < groups; ++group) borders.push_back(group * layers_in_group);
  return borders;
}

}  // namespace netseam::test
