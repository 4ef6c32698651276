import { memoryStore } from 'phorge-conduit/stores/memory'
import { storeContract } from './store-contract.ts'

storeContract('the memory store', () => memoryStore())
