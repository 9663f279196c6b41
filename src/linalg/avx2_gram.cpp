#include "avx2_gram.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cstddef>

#if defined(__x86_64__)
#include <immintrin.h>
#define NETSEAM_AVX2 [[gnu::target("avx2,fma")]]

namespace netseam::linalg {
namespace {

constexpr std::size_t lanes = 8;       // floats of a vector
constexpr std::size_t panel_rows = 8;  // rows of X that lie together, column by column
constexpr std::size_t tile_rows = 4;   // with three vectors of columns the tile takes 12 of 16 registers
constexpr std::size_t most_vectors = 3;
constexpr std::size_t most_depth =
    512;  // columns of X at once: the panels of a tile stay in the second cache

/// A block of columns of X, panel after panel: `depth` groups of `panel_rows` floats each.
struct Panels {
  const float* data;
  std::size_t depth;
  [[nodiscard]] const float* row(std::size_t i) const {
    return data + i / panel_rows * panel_rows * depth + i % panel_rows;
  }
};

/// A block of columns of X, and what is taken from each of its rows: the first row, then the mean of these
/// differences. Null: nothing.
struct Block {
  const float* data;
  std::size_t rows, depth, stride;
  const float* mean;
};

/// Row by row over all columns, which memory delivers fastest.
NETSEAM_AVX2 void set_mean(core::MatrixView<const float> x, float* mean) {
  const std::size_t width = x.columns();
  const float* const base = x.data();
  std::fill_n(mean, width, 0.0F);
  for (std::size_t i = 1; i < x.rows(); ++i) {
    const float* row = base + i * x.stride();
    for (std::size_t c = 0; c < width; ++c) mean[c] += row[c] - base[c];
  }
  const float factor = 1.0F / static_cast<float>(x.rows());
  for (std::size_t c = 0; c < width; ++c) mean[c] *= factor;
}

/// Columns first .. first + 3 of rows top .. top + 7.
NETSEAM_AVX2 inline void pack_columns(const Block& block, std::size_t top, std::size_t first, float* to) {
  const float* x = block.data + top * block.stride + first;
  __m256 row[4];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i)
    row[i] = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(x + i * block.stride)),
                                  _mm_loadu_ps(x + (i + 4) * block.stride), 1);
  if (block.mean) {
    const __m128 base = _mm_loadu_ps(block.data + first), mean = _mm_loadu_ps(block.mean + first);
#pragma GCC unroll 4
    for (std::size_t i = 0; i < 4; ++i)
      row[i] = _mm256_sub_ps(_mm256_sub_ps(row[i], _mm256_set_m128(base, base)), _mm256_set_m128(mean, mean));
  }
  const __m256 low = _mm256_unpacklo_ps(row[0], row[1]), low_2 = _mm256_unpacklo_ps(row[2], row[3]);
  const __m256 high = _mm256_unpackhi_ps(row[0], row[1]), high_2 = _mm256_unpackhi_ps(row[2], row[3]);
  _mm256_store_ps(to, _mm256_shuffle_ps(low, low_2, 0x44));
  _mm256_store_ps(to + lanes, _mm256_shuffle_ps(low, low_2, 0xee));
  _mm256_store_ps(to + 2 * lanes, _mm256_shuffle_ps(high, high_2, 0x44));
  _mm256_store_ps(to + 3 * lanes, _mm256_shuffle_ps(high, high_2, 0xee));
}

/// The block as Panels; the last panel is filled up with rows of 0.
NETSEAM_AVX2 void pack(const Block& block, float* to) {
  for (std::size_t top = 0; top < block.rows; top += panel_rows, to += panel_rows * block.depth) {
    const std::size_t rows = std::min(panel_rows, block.rows - top);
    std::size_t l = 0;
    if (rows == panel_rows)
      for (; l + 4 <= block.depth; l += 4) pack_columns(block, top, l, to + l * panel_rows);
    for (; l < block.depth; ++l)
      for (std::size_t i = 0; i < panel_rows; ++i) {
        float value = i < rows ? block.data[(top + i) * block.stride + l] : 0.0F;
        if (block.mean && i < rows) value = (value - block.data[l]) - block.mean[l];
        to[l * panel_rows + i] = value;
      }
  }
}

/// C (+)= A B' for four rows of a panel and `vectors` panels that follow each other, which give the columns.
template <std::size_t vectors>
NETSEAM_AVX2 void multiply_tile(const float* a, const float* b, std::size_t depth, float* c,
                                std::size_t stride, bool add) {
  const std::size_t panel = panel_rows * depth;
  __m256 sum[tile_rows][vectors];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < tile_rows; ++i)
#pragma GCC unroll 3
    for (std::size_t v = 0; v < vectors; ++v) sum[i][v] = _mm256_setzero_ps();
  for (std::size_t l = 0; l < depth; ++l, a += panel_rows, b += panel_rows) {
    __m256 column[vectors];
#pragma GCC unroll 3
    for (std::size_t v = 0; v < vectors; ++v) column[v] = _mm256_load_ps(b + v * panel);
#pragma GCC unroll 4
    for (std::size_t i = 0; i < tile_rows; ++i) {
      const __m256 value = _mm256_broadcast_ss(a + i);
#pragma GCC unroll 3
      for (std::size_t v = 0; v < vectors; ++v) sum[i][v] = _mm256_fmadd_ps(value, column[v], sum[i][v]);
    }
  }
#pragma GCC unroll 4
  for (std::size_t i = 0; i < tile_rows; ++i)
#pragma GCC unroll 3
    for (std::size_t v = 0; v < vectors; ++v) {
      float* to = c + i * stride + v * lanes;
      _mm256_storeu_ps(to, add ? _mm256_add_ps(_mm256_loadu_ps(to), sum[i][v]) : sum[i][v]);
    }
}

void multiply_tile(std::size_t vectors, const float* a, const float* b, std::size_t depth, float* c,
                   std::size_t stride, bool add) {
  if (vectors == 3) return multiply_tile<3>(a, b, depth, c, stride, add);
  if (vectors == 2) return multiply_tile<2>(a, b, depth, c, stride, add);
  multiply_tile<1>(a, b, depth, c, stride, add);
}

/// Rows i .. i + 3 and columns j .. j + 8 vectors - 1 of G, as far as G has them.
void add_tile(const Panels& panels, std::size_t i, std::size_t j, std::size_t vectors,
              core::MatrixView<float> gram, bool add) {
  const float *a = panels.row(i), *b = panels.row(j);
  const std::size_t n = gram.rows(), width = vectors * lanes;
  if (i + tile_rows <= n && j + width <= n)
    return multiply_tile(vectors, a, b, panels.depth, gram.data() + i * gram.stride() + j, gram.stride(),
                         add);
  float tile[tile_rows * most_vectors * lanes];
  multiply_tile(vectors, a, b, panels.depth, tile, width, false);
  for (std::size_t row = i; row < std::min(n, i + tile_rows); ++row)
    for (std::size_t column = j; column < std::min(n, j + width); ++column) {
      const float value = tile[(row - i) * width + column - j];
      gram(row, column) = add ? gram(row, column) + value : value;
    }
}

/// Panels of columns that the next tiles take: three, but never one alone at the end, which would wait for
/// its own sums.
std::size_t next_vectors(std::size_t panels_left) {
  return panels_left == 4 ? 2 : std::min(most_vectors, panels_left);
}

void add_products(const Panels& panels, core::MatrixView<float> gram, bool add) {
  const std::size_t n = gram.rows();
  std::size_t vectors = 0;
  for (std::size_t j = 0; j < n; j += vectors * lanes) {
    vectors = next_vectors((n - j + lanes - 1) / lanes);
    for (std::size_t i = 0; i < std::min(n, j + vectors * lanes); i += tile_rows) {
      const std::size_t below = i < j ? 0 : (i - j) / lanes;  // vectors wholly below the diagonal
      add_tile(panels, i, j + below * lanes, vectors - below, gram, add);
    }
  }
}

}  // namespace

bool Avx2Gram::runs_here() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool Avx2Gram::is_fastest_here() { return runs_here() && !__builtin_cpu_supports("avx512f"); }

void Avx2Gram::compute(core::MatrixView<const float> x, Rows rows, core::MatrixView<float> gram) {
  const std::size_t padded_rows = (x.rows() + panel_rows - 1) / panel_rows * panel_rows;
  const std::size_t size = padded_rows * std::min(most_depth, x.columns());
  if (packed_.size() < size) packed_ = core::AlignedBuffer<float>(size);
  const bool centred = rows == Rows::less_mean;
  if (centred && mean_.size() < x.columns()) mean_ = core::AlignedBuffer<float>(x.columns());
  if (centred) set_mean(x, mean_.data());
  for (std::size_t first = 0; first == 0 || first < x.columns(); first += most_depth) {
    const std::size_t depth = std::min(most_depth, x.columns() - first);
    pack({x.data() + first, x.rows(), depth, x.stride(), centred ? mean_.data() + first : nullptr},
         packed_.data());
    add_products({packed_.data(), depth}, gram, first > 0);
  }
}

}  // namespace netseam::linalg

#else

namespace netseam::linalg {

bool Avx2Gram::runs_here() { return false; }
bool Avx2Gram::is_fastest_here() { return false; }

void Avx2Gram::compute(core::MatrixView<const float>, Rows, core::MatrixView<float>) {
  throw core::InternalError("a product for AVX2 was asked for on a processor without it");
}

}  // namespace netseam::linalg

#endif
