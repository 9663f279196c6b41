#pragma once
#include "netseam/spectral/laplacian_spectrum.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::spectral {

/// How eigenvectors become points. divide_by_root_degree: each row divided by the root of the neuron's
/// degree, that is eigenvectors of L v = lambda D v (Shi and Malik 2000, doi:10.1109/34.868688), as the code
/// of arXiv:2110.08058 does. plain: as they are. unit_rows: rows of length 1 (Ng, Jordan and Weiss 2001,
/// NIPS).
enum class EmbeddingScale { divide_by_root_degree, plain, unit_rows };

/// Names, in the order of the enumeration: degree, none, row.
[[nodiscard]] std::span<const std::string> embedding_scale_names() noexcept;

/// A point for each row of the spectrum: n x count, row-major, of the first `count` eigenvectors. `degree`:
/// of every neuron. A row that is 0 stays so. Throws InternalError where the spectrum has fewer vectors. O(n
/// count).
[[nodiscard]] std::vector<double> embed(const LaplacianSpectrum& spectrum, std::span<const double> degree,
                                        std::size_t count, EmbeddingScale scale);

}  // namespace netseam::spectral
