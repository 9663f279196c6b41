#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/data/measure_matrix.hpp"
#include "netseam/linalg/dense_backend.hpp"
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace netseam::similarity {

/// All that minibatch_cka needs. The same on every rank, but for what the functions do there.
struct MinibatchCkaTask {
  std::vector<std::string> layers;  // names, for messages
  std::size_t samples = 0;          // rows of every layer
  std::size_t batch = 256;          // rows that are taken together, at least 4
  /// Rows first .. first + count - 1 of one layer: count x width (widths may differ between layers), valid
  /// until the next call. Called once for each layer and batch, over all ranks. May throw.
  std::function<core::MatrixView<const float>(std::size_t layer, std::size_t first, std::size_t count)>
      read_rows;
  /// Called on rank 0 after each of its batches: its batches that are done, and all of them. May be empty.
  std::function<void(std::size_t done, std::size_t total)> on_progress;
};

/// What minibatch_cka found; the same on every rank.
struct MinibatchCkaOutcome {
  bool complete = false;       // else a stop came first: the sums are those of the batches that were done
  std::size_t batches = 0;     // in the sums
  std::vector<double> hsic;    // L x L, symmetric: sums over batches of the unbiased HSIC_1
  data::MeasureMatrix matrix;  // cka_of_sums(hsic), without segmentation
};

/// Linear CKA of all pairs of L layers from sums of unbiased HSIC_1 over minibatches: the ratio
/// sum HSIC(K, L) / sqrt(sum HSIC(K, K) sum HSIC(L, L)). The sums are additive: those of parts of the samples
/// may be added up and given to cka_of_sums. Source: Nguyen, Raghu and Kornblith 2021, arXiv:2010.15327,
/// section 2.
///
/// For each batch every layer's Gram matrix is formed in float32 from rows less their mean, centred once so
/// that HSIC_1 is an inner product (Szekely and Rizzo 2014, doi:10.1214/14-AOS1255), and its upper triangle
/// is one row of a matrix whose product with itself serves all pairs; sums over batches are double. A last
/// batch of fewer than 4 rows is left out and noted. Batches are cut into at most 64 parts, whatever the
/// ranks, and the parts are added in their order: the bytes of the result do not depend on the ranks; more
/// than 64 ranks are of no use. Ends early once `stop` is requested on any rank.
///
/// Errors: ConfigError for a batch below 4 rows and for fewer than 4 samples; InputError naming layer and
/// rows whose values, or their products, are not finite in float32; whatever read_rows throws. Each reaches
/// all ranks. Collective. Cost: (n b d L + n b L^2 / 2) / 2 multiplications, b = batch; memory of each rank,
/// whatever n: 2 L b^2 bytes and 28 L^2.
[[nodiscard]] MinibatchCkaOutcome minibatch_cka(const parallel::Communicator& communicator,
                                                const linalg::DenseBackend& backend,
                                                const MinibatchCkaTask& task, const core::StopFlag& stop);

/// Bytes that every rank takes for it, without what read_rows takes. `width`: of the widest layer.
[[nodiscard]] std::size_t minibatch_cka_memory(std::size_t layers, std::size_t batch, std::size_t width);

/// CKA from sums of HSIC_1, L x L. Values below 0 are set to 0 and noted; NaN, and a note, for pairs with a
/// layer whose own sum is not above 0: it does not vary.
[[nodiscard]] data::MeasureMatrix cka_of_sums(std::span<const double> hsic, std::size_t layers);

}  // namespace netseam::similarity
