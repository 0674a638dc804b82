#include "go_asm.h"
#include "textflag.h"

// Y0..Y7 are the sums, two registers a line of the block; SI and DX go along a row of positions.
#define LOAD \
	MOVQ t+0(FP), AX \
	MOVQ outerPlace_dst(AX), DI \
	MOVQ outerPlace_dstStep(AX), R8 \
	MOVQ outerPlace_x(AX), R14 \
	MOVQ outerPlace_xStep(AX), R9 \
	MOVQ outerPlace_xRow(AX), R10 \
	MOVQ outerPlace_g(AX), R15 \
	MOVQ outerPlace_gStep(AX), R11 \
	MOVQ outerPlace_gRow(AX), R12 \
	MOVQ outerPlace_rows(AX), BX

// func outer4AVX2(t *outerPlace)
TEXT ·outer4AVX2(SB), NOSPLIT, $0-8
	LOAD
	LEAQ    (R8)(R8*2), R13
	VMOVUPS (DI), Y0
	VMOVUPS 32(DI), Y1
	VMOVUPS (DI)(R8*1), Y2
	VMOVUPS 32(DI)(R8*1), Y3
	VMOVUPS (DI)(R8*2), Y4
	VMOVUPS 32(DI)(R8*2), Y5
	VMOVUPS (DI)(R13*1), Y6
	VMOVUPS 32(DI)(R13*1), Y7

row4:
	MOVQ R14, SI
	MOVQ R15, DX
	MOVQ outerPlace_n(AX), CX

position4:
	VMOVUPS      (DX), Y8
	VMOVUPS      32(DX), Y9
	VBROADCASTSS (SI), Y10
	VBROADCASTSS 4(SI), Y11
	VFMADD231PS  Y8, Y10, Y0
	VFMADD231PS  Y9, Y10, Y1
	VBROADCASTSS 8(SI), Y12
	VFMADD231PS  Y8, Y11, Y2
	VFMADD231PS  Y9, Y11, Y3
	VBROADCASTSS 12(SI), Y13
	VFMADD231PS  Y8, Y12, Y4
	VFMADD231PS  Y9, Y12, Y5
	VFMADD231PS  Y8, Y13, Y6
	VFMADD231PS  Y9, Y13, Y7
	ADDQ         R9, SI
	ADDQ         R11, DX
	DECQ         CX
	JNZ          position4
	ADDQ         R10, R14
	ADDQ         R12, R15
	DECQ         BX
	JNZ          row4

	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, (DI)(R8*1)
	VMOVUPS Y3, 32(DI)(R8*1)
	VMOVUPS Y4, (DI)(R8*2)
	VMOVUPS Y5, 32(DI)(R8*2)
	VMOVUPS Y6, (DI)(R13*1)
	VMOVUPS Y7, 32(DI)(R13*1)
	VZEROUPPER
	RET

// func outer1AVX2(t *outerPlace)
TEXT ·outer1AVX2(SB), NOSPLIT, $0-8
	LOAD
	MOVQ       outerPlace_mask(AX), CX
	VMOVUPS    (CX), Y14
	VMOVUPS    32(CX), Y15
	VMASKMOVPS (DI), Y14, Y0
	VMASKMOVPS 32(DI), Y15, Y1

row1:
	MOVQ R14, SI
	MOVQ R15, DX
	MOVQ outerPlace_n(AX), CX

position1:
	VMASKMOVPS   (DX), Y14, Y8
	VMASKMOVPS   32(DX), Y15, Y9
	VBROADCASTSS (SI), Y10
	VFMADD231PS  Y8, Y10, Y0
	VFMADD231PS  Y9, Y10, Y1
	ADDQ         R9, SI
	ADDQ         R11, DX
	DECQ         CX
	JNZ          position1
	ADDQ         R10, R14
	ADDQ         R12, R15
	DECQ         BX
	JNZ          row1

	VMASKMOVPS Y0, Y14, (DI)
	VMASKMOVPS Y1, Y15, 32(DI)
	VZEROUPPER
	RET
