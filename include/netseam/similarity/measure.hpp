#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/data/measure_matrix.hpp"
#include "netseam/linalg/dense_backend.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace netseam::similarity {

/// Changes of one of the two layers that a value does not notice (up to rounding). Flags, to be added up.
enum Invariance : std::uint32_t {
  permutation = 1,        // of the features
  orthogonal = 2,         // rotations and reflections of the feature space; contains permutation
  invertible_linear = 4,  // any invertible map of the feature space; contains orthogonal and scaling
  isotropic_scaling = 8,  // all features by one positive factor
  translation = 16,       // one vector is added to all samples
  sample_order = 32,      // of the samples: that the rows of both layers are the same ones is not used
};

/// What is done to two layers of different width by measures that need a common space.
enum class WidthRule : std::uint8_t {
  skip,    // the pair has no value
  pad,     // zeros are appended to the narrower layer
  project  // both are replaced by their leading principal components, see compare_layers
};

/// What a user may choose of the measures.
struct MeasureOptions {
  std::size_t neighbours = 10;    // of every sample, for neighbour-jaccard and neighbour-rank
  std::size_t projections = 256;  // directions, for sliced-wasserstein
  double kernel_width = 1;        // of Gaussian kernels, in median distances between samples
  double variance = 0.99;         // share that the components of svcca keep
  WidthRule widths = WidthRule::skip;
  std::uint64_t seed = 1;  // of random directions
};

/// Why a value is missing, or what was done to it. In the order of weight.
enum class Finding : std::uint8_t {
  none = 0,
  negative,          // an unbiased estimate below 0 was set to 0
  zero_rows,         // samples that are zero in a layer have no direction and were left out
  unequal_points,    // from here on there is no value: different numbers of samples
  unequal_widths,    // different widths, and the measure needs a common space
  few_components,    // to be projected, and samples are not more than features of the narrower layer
  too_few_samples,   // fewer than the measure needs
  constant_layer,    // a layer does not vary over the samples
  spans_all_samples  // as many dimensions as samples allow: every canonical correlation is 1
};
inline constexpr std::size_t finding_count = 9;
/// In words that follow "5 of 10 pairs: "; `measure` gives the numbers.
struct Measure;
[[nodiscard]] std::string finding_text(Finding finding, const Measure& measure,
                                       const MeasureOptions& options);

/// What options.widths does to a pair of different widths, in words; empty where the measure does not need it
/// or the pair has no value.
[[nodiscard]] std::string widths_text(const Measure& measure, const MeasureOptions& options);

/// What a pair has. No unit but that of the measure.
struct Comparison {
  double value = std::numeric_limits<double>::quiet_NaN();  // NaN = the measure does not apply
  Finding finding = Finding::none;
};

/// What all functions of a measure are given. The backend is not to be shared by threads.
struct MeasureContext {
  const linalg::DenseBackend& backend;
  const MeasureOptions& options;
};

/// A layer after `prepare`. Its bytes are flat (no pointers), so that they may lie in shared memory.
struct PreparedLayer {
  std::size_t points = 0, width = 0;
  std::span<const std::byte> bytes;  // 64-byte aligned
};

/// One measure of how alike, or how far apart, two layers are that saw the same samples. A row of the table
/// that measures() gives. Values are symmetric in the layers. Call it through the functions below, which
/// check shapes first.
struct Measure {
  std::string_view name;   // as in the option layers.measures
  std::string_view title;  // for people
  std::string_view unit;   // "none", "radian", "of the activations"
  data::MeasureKind kind;
  std::uint32_t invariances;  // sum of Invariance flags
  bool metric;                // a distance with triangle inequality and 0 of a layer with itself
  bool equal_widths;          // both layers must have the same width, or options.widths makes it so
  std::string_view cost;      // of a layer; of a pair; n = samples, d = width
  std::string_view source;

  std::size_t (*least_samples)(const MeasureOptions& options);
  /// Bytes that `prepare` writes; ask for prepared_layer_bytes.
  std::size_t (*prepared_bytes)(std::size_t points, std::size_t width, const MeasureOptions& options);
  /// Bytes that `prepare`, or `compare` of two such layers, takes for itself, about; ask for
  /// layer_scratch_bytes.
  std::size_t (*scratch_bytes)(std::size_t points, std::size_t width, const MeasureOptions& options);
  void (*prepare)(core::MatrixView<const float> points, const MeasureContext& context,
                  std::span<std::byte> prepared);
  Comparison (*compare)(const PreparedLayer& first, const PreparedLayer& second,
                        const MeasureContext& context);
  /// What of the options the values depend on, for people, such as "10 neighbours"; null = nothing.
  std::string (*settings)(const MeasureOptions& options);
  /// What is grouped: the value itself of a distance; of a similarity a distance that falls as it grows,
  /// and is 0 at the value of a layer with itself.
  double (*distance_of_value)(double value);
};

/// All measures, in the order in which they are shown. The table is constant.
[[nodiscard]] std::span<const Measure> measures();
/// The measure of that name; null = there is none.
[[nodiscard]] const Measure* find_measure(std::string_view name);

/// Bytes that prepare_layer writes.
[[nodiscard]] std::size_t prepared_layer_bytes(const Measure& measure, std::size_t points, std::size_t width,
                                               const MeasureOptions& options);
/// Bytes that prepare_layer, or compare_layers with a layer that is no wider, takes for itself, about.
[[nodiscard]] std::size_t layer_scratch_bytes(const Measure& measure, std::size_t points, std::size_t width,
                                              const MeasureOptions& options);

/// The work that is done once for a layer. `points`: n x width, finite. `prepared`: prepared_layer_bytes,
/// 64-byte aligned. Throws InternalError when n is below measure.least_samples (ask first) or sizes do not
/// fit; NumericalError when LAPACK does not converge. Cost: measure.cost, and of measures of equal widths
/// under WidthRule::project a thin SVD, with n min(d, n - 1) floats more to be kept.
void prepare_layer(const Measure& measure, core::MatrixView<const float> points,
                   const MeasureContext& context, std::span<std::byte> prepared);

/// The value of a pair that was prepared with the same options; NaN with a finding where the measure does
/// not apply. Cost: measure.cost.
///
/// WidthRule::project, widths d1 != d2: both layers are centred and written in their first min(d1, d2)
/// principal components, which are then compared (that prepares both once more). Both, not the wider one
/// only: the axes of the narrower one have nothing to do with the principal axes of the wider, and a layer is
/// at distance 0 of its isometric copies in wider spaces only if both are in their own; nor does it matter
/// which comes first. The sign of a component makes its largest value positive; values other than those of
/// bures depend on that convention, and on chance where components have equal variance. Pairs of equal width
/// are compared as they are, so there is no triangle inequality over layers of several widths.
[[nodiscard]] Comparison compare_layers(const Measure& measure, const PreparedLayer& first,
                                        const PreparedLayer& second, const MeasureContext& context);

/// Whether a pair of these shapes can have a value; `none` or the finding that says why not.
[[nodiscard]] Finding check_shapes(const Measure& measure, const MeasureOptions& options,
                                   std::size_t first_points, std::size_t first_width,
                                   std::size_t second_points, std::size_t second_width);

}  // namespace netseam::similarity
