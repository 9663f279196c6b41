#pragma once
#include "netseam/data/activations.hpp"
#include "netseam/input/tensor_source.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace netseam::input {

/// What becomes of the tokens of a tensor (samples, tokens, width): laid side by side, one of them, or their
/// mean.
enum class TokenRule { all, first, last, mean, position };
/// What becomes of a tensor (samples, channels, height, width): laid flat, the mean over the pixels of each
/// channel, or every pixel a point of its own with one column per channel.
enum class ImageRule { flatten, average, pixels };

/// How tensors of more than two axes become matrices. Rank 2 is taken as it is, rank 1 as one column, rank 5
/// and more only if both rules keep everything (all, flatten).
struct ReadOptions {
  TokenRule token = TokenRule::all;
  std::size_t position = 0;  // the token that TokenRule::position takes, 0-based
  ImageRule image = ImageRule::flatten;
  bool channels_last = false;  // images are (samples, height, width, channels)
  std::size_t pixels_per_sample =
      0;                     // ImageRule::pixels: this many, evenly spaced in row-major order; 0 = all
  bool precomputed = false;  // layers are distance matrices (samples, samples)
};

/// The layers of one checkpoint: owns its open files. Not thread-safe; nothing here is collective.
class ActivationReader {
 public:
  /// Opens the files, selects the layers (select_layers) and checks that they fit together; reads headers
  /// only.
  /// @param files    of one checkpoint, in order
  /// @param patterns see select_layers; empty = all layers of the files (TensorSet, with layers.json): those
  ///                 that a stored order names, else all arrays of floating-point numbers, or, where there
  ///                 are none, all arrays of integers and truth values; notes() names the others
  /// Throws core::InputError: no layer; a selected name in two files; an empty layer; rank 0; a type that
  /// cannot be read; layers of different sample counts; fewer than 2 samples; a shape that the options do not
  /// fit.
  ActivationReader(const std::vector<std::filesystem::path>& files, std::span<const std::string> patterns,
                   const ReadOptions& options);
  ~ActivationReader();
  ActivationReader(const ActivationReader&) = delete;
  ActivationReader& operator=(const ActivationReader&) = delete;
  ActivationReader(ActivationReader&&) noexcept;
  ActivationReader& operator=(ActivationReader&&) noexcept;

  /// Number of layers.
  [[nodiscard]] std::size_t layers() const noexcept;
  /// How the order of the layers is known.
  [[nodiscard]] data::OrderSource order() const noexcept;
  /// Samples in the files: rows of the first axis, equal in all layers.
  [[nodiscard]] std::size_t samples() const noexcept;
  /// What the file says of a layer.
  [[nodiscard]] const TensorInfo& tensor(std::size_t layer) const;
  /// What the files hold beside these layers, in plain words, where no patterns said what is meant; at most
  /// one line for a file, and one for all tensors.
  [[nodiscard]] const std::vector<std::string>& notes() const noexcept;
  /// The shapes that read() will give for a choice of `chosen_samples` rows, in the order of the layers.
  [[nodiscard]] std::vector<data::LayerShape> shapes(std::size_t chosen_samples) const;
  /// Reads one layer.
  /// @param rows strictly ascending sample indices; under `precomputed` they choose rows and columns
  /// @return points x width; ImageRule::pixels gives the pixels of a sample one after another
  /// Throws core::InputError naming file, layer, row (sample index in the file) and column (of the result) of
  /// the first NaN or Inf, also of a float64 beyond float32. Means are accumulated in double.
  [[nodiscard]] data::LayerActivations read(std::size_t layer, std::span<const std::size_t> rows) const;
  /// Upper bound, in bytes, of what read() allocates beside its result.
  [[nodiscard]] std::size_t scratch_bytes(std::size_t layer) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The files of a folder that match a file name or a glob, in natural order of their names. If `folder` is
/// itself a file it is the result. Throws core::InputError naming folder and pattern if there are none.
std::vector<std::filesystem::path> expand_files(const std::filesystem::path& folder,
                                                const std::string& pattern);

}  // namespace netseam::input
