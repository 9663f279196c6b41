#pragma once
#include "netseam/tasks/task.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::tasks {

/// Grey images and their classes. Views of what the caller keeps.
struct LabelledImages {
  std::span<const float> pixels;  // images x height x width, row-major
  std::size_t height = 0, width = 0;
  std::span<const std::size_t> label;  // of every image, from 0; classes = the largest + 1
};

/// How many two-image rows and from which random numbers.
struct DigitPairOptions {
  std::size_t images_of_pair = 1000;
  double training_share = 0.8;  // the first of each pair's images train, the others test
  std::uint64_t seed = 0;
};

/// "Classifying two digits" of arXiv:2305.18402: two images side by side (height x 2 width), for every
/// ordered pair of classes "00", "01", ..., `images_of_pair` rows whose images are drawn with replacement
/// from all images of the class. Targets: one-hot left, then one-hot right (2 classes columns); binary
/// cross-entropy. Rows pair by pair. As published, training and test may share single images, hardly ever
/// both. O(rows pixels). Throws InternalError where sizes do not fit or a class has no image.
[[nodiscard]] SplitTask two_digits_task(const LabelledImages& images, const DigitPairOptions& options);

/// Its hierarchical variant: classes below 8 only (64 pairs), targets the 3 bits of left XOR right, most
/// significant first; binary cross-entropy.
[[nodiscard]] SplitTask two_digits_xor_task(const LabelledImages& images, const DigitPairOptions& options);

/// How two images make one row: `halves`, squeezed to half their width (means of two columns) side by side,
/// height x width; or `stacked`, as two channels, 2 x height x width.
enum class PairLayout { halves, stacked };
/// Which images are paired: two of one class, which is the target; or any two, with the target
/// (left + right) mod classes.
enum class PairTarget { same, different };

/// The halves and stacked sets of arXiv:2110.08058; targets one-hot (classes columns); cross-entropy. Row r
/// depends on the images, the seed and r only; give the training and the test images apart. O(rows pixels).
/// Throws InternalError where sizes do not fit, a class has no image, or halves are made of an odd width.
[[nodiscard]] Task image_pair_task(const LabelledImages& images, PairLayout layout, PairTarget target,
                                   std::size_t rows, std::uint64_t seed);

}  // namespace netseam::tasks
