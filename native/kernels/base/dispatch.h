// SPDX-License-Identifier: Apache-2.0
// One source, several instruction sets.
//
// A file named *.simd.cc is compiled once per target, each time with SFUMATO_TARGET set to a namespace name (base,
// avx2, avx512) and the flags of that target. It puts its functions in `namespace sfumato::SFUMATO_TARGET` and may
// use simd/simd.h there. It must not define or instantiate inline library code with external linkage that other
// files share (no std::vector, std::function, std::sort): the linker keeps one copy of such code for all, perhaps the
// one with AVX-512 in it. Plain arrays, <cmath> scalars, and SFUMATO_TARGET's own templates are fine.
#pragma once

#include "sfumato/target.h"

#define SFUMATO_DECLARE_IN(target, ret, name, ...) \
  namespace target {                               \
  ret name(__VA_ARGS__);                           \
  }

#if defined(SFUMATO_X86_TARGETS)
// Declares `ret name(args)` for every target; use it inside namespace sfumato.
#define SFUMATO_DECLARE(ret, name, ...)                  \
  SFUMATO_DECLARE_IN(base, ret, name, __VA_ARGS__)       \
  SFUMATO_DECLARE_IN(avx2, ret, name, __VA_ARGS__)       \
  SFUMATO_DECLARE_IN(avx512, ret, name, __VA_ARGS__)
// The function pointer of `name` for the active target.
#define SFUMATO_PICK(name)                                              \
  (::sfumato::active_target() == ::sfumato::Target::avx512 ? avx512::name \
   : ::sfumato::active_target() == ::sfumato::Target::avx2 ? avx2::name   \
                                                           : base::name)
#else
#define SFUMATO_DECLARE(ret, name, ...) SFUMATO_DECLARE_IN(base, ret, name, __VA_ARGS__)
#define SFUMATO_PICK(name) (base::name)
#endif
