#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace netseam::test {

/// A study with known groups: every checkpoint has `groups` groups of `layers_in_group` layers; the layers of
/// a group are copies of one random cloud of points (n x 6) in another random basis, with noise of a
/// hundredth of its size.
struct PlantedStudy {
  std::size_t checkpoints = 1;
  std::size_t groups = 2, layers_in_group = 3;
  std::size_t samples = 40;
  double noise = 0.01;
  std::vector<std::size_t> order = {};  // planted layer that stands at each place; empty = as planted
  bool shuffled_rows = false;           // the samples of every layer in an order of its own
  std::uint64_t seed = 11;

  /// Writes CHECKPOINT/layer-KK.npy files and study.ini (output: DIRECTORY/runs) below `directory`; returns
  /// the study file. `extra`: further lines of the study file.
  [[nodiscard]] std::filesystem::path write(const std::filesystem::path& directory,
                                            const std::string& extra = "") const;
  /// The layers where a planted group begins, without the first.
  [[nodiscard]] std::vector<std::size_t> borders() const;

 private:
  [[nodiscard]] std::size_t place_of(std::size_t layer) const;
};

}  // namespace netseam::test
