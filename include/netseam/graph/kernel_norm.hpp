#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace netseam::graph {

/// One number for the part of a convolution's kernel that joins two channels, a matrix K of height x width.
enum class KernelNorm {
  entry1,    // sum of |K|: what the published method means
  induced1,  // largest sum of |K| over a column (one place in the width): what its released code computes
  frobenius,
  spectral  // largest singular value
};

struct KernelNormName {
  KernelNorm norm;
  std::string_view name;
};
inline constexpr std::array<KernelNormName, 4> kernel_norms = {{{KernelNorm::entry1, "entry-1"},
                                                                {KernelNorm::induced1, "induced-1"},
                                                                {KernelNorm::frobenius, "frobenius"},
                                                                {KernelNorm::spectral, "spectral"}}};

/// Norms of the kernels of pairs of channels. `kernel`: count x height x width, row-major (a tensor of shape
/// out, in, height, width has count = out times in); `norm`: count. In double, rounded once. An entry that is
/// not finite gives a norm that is not finite. Source: Hod et al. 2021, arXiv:2110.08058;
/// numpy.linalg.norm(K, 1) is the induced norm.
void kernel_norm(KernelNorm norm, std::span<const float> kernel, std::size_t height, std::size_t width,
                 std::span<float> result);

}  // namespace netseam::graph
