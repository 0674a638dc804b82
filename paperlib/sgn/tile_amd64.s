#include "textflag.h"

// func copyRowsAVX(dst, src *float32, stride uintptr, n int)
TEXT ·copyRowsAVX(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ stride+16(FP), DX
	MOVQ n+24(FP), CX

row:
	VMOVUPS  (SI), Y0
	VMOVUPS  32(SI), Y1
	VMOVNTPS Y0, (DI)
	VMOVNTPS Y1, 32(DI)
	ADDQ     DX, SI
	ADDQ     $64, DI
	DECQ     CX
	JNZ      row
	SFENCE
	VZEROUPPER
	RET
