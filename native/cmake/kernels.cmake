# Kernel families as a static library: plain sources once, *.simd.cc once for each instruction set.
# Included by the addon's build and by bridges that need a few families only.

set(sfumato_native_folder ${CMAKE_CURRENT_LIST_DIR}/..)

if(MSVC)
  set(sfumato_warnings /W4 /fp:precise)
  set(flags_base "")
  set(flags_avx2 /arch:AVX2)
  set(flags_avx512 /arch:AVX512)
else()
  # No -ffast-math: NaN and infinity are values that pictures carry. Contraction is allowed, exceptions and errno are not used.
  set(sfumato_warnings -Wall -Wextra -Wno-unused-parameter -Wno-unused-function -fno-math-errno -fno-trapping-math)
  set(flags_base "")
  set(flags_avx2 -mavx2 -mfma -mf16c -mbmi2)
  set(flags_avx512 -mavx512f -mavx512bw -mavx512cd -mavx512dq -mavx512vl -mavx2 -mfma -mf16c -mbmi2 -mprefer-vector-width=512 -Wno-maybe-uninitialized -Wno-uninitialized)  # gcc 12 warns inside its own headers
endif()

# sfumato_add_kernels(name family...): the static library `name` of these families (folders of native/kernels).
function(sfumato_add_kernels name)
  find_package(Threads REQUIRED)
  set(sources "")
  foreach(family IN LISTS ARGN)
    file(GLOB family_sources CONFIGURE_DEPENDS ${sfumato_native_folder}/kernels/${family}/*.cc)
    list(APPEND sources ${family_sources})
  endforeach()
  set(simd_sources ${sources})
  list(FILTER simd_sources INCLUDE REGEX "\\.simd\\.cc$")
  list(FILTER sources EXCLUDE REGEX "\\.simd\\.cc$")

  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${sfumato_native_folder}/include PRIVATE ${sfumato_native_folder}/kernels)
  target_compile_options(${name} PRIVATE ${sfumato_warnings})
  target_link_libraries(${name} PUBLIC Threads::Threads)
  if(UNIX AND NOT APPLE)
    target_link_libraries(${name} PUBLIC rt)
  endif()

  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64" AND NOT CMAKE_OSX_ARCHITECTURES MATCHES "arm64")
    set(simd_targets base avx2 avx512)
    target_compile_definitions(${name} PRIVATE SFUMATO_X86_TARGETS)
  else()
    set(simd_targets base)
  endif()
  foreach(target IN LISTS simd_targets)
    string(TOUPPER ${target} upper)
    add_library(${name}_${target} OBJECT ${simd_sources})
    target_include_directories(
      ${name}_${target} PRIVATE ${sfumato_native_folder}/include ${sfumato_native_folder}/kernels)
    target_compile_options(${name}_${target} PRIVATE ${sfumato_warnings} ${flags_${target}})
    target_compile_definitions(${name}_${target} PRIVATE SFUMATO_TARGET=${target} SFUMATO_SIMD_${upper})
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:${name}_${target}>)
  endforeach()
endfunction()
